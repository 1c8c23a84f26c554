/** The text of portal/src/api/schema.d.ts. */
export function apiTypes(openApiDocument: unknown): Promise<string>;
