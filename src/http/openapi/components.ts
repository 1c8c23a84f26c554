/** From zod's schemas to what OpenAPI 3.1 takes: JSON Schema 2020-12. */
import { z } from 'zod';
import { shapes } from './shapes.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Where a named schema is referred to. */
const place = (id: string) => `#/components/schemas/${id}`;

const settings = {
  target: 'draft-2020-12',
  // A format says it shorter than the pattern that zod has for it.
  override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  },
} as const;

/** All named schemas. */
export function schemaComponents(): Json {
  const schemas = (['input', 'output'] as const).flatMap((io) =>
    Object.entries(z.toJSONSchema(shapes[io], { ...settings, io, uri: place }).schemas),
  );
  return Object.fromEntries(schemas.map(([id, schema]) => [id, withoutPlace(schema)]));
}

/** In a document, a schema is found by where it stands. */
function withoutPlace(schema: z.core.JSONSchema.BaseSchema): Json {
  const { $id: _, $schema: __, ...rest } = schema;
  return rest;
}

/** The name of a schema. @throws Error when it has none */
export function nameOf(io: keyof typeof shapes, schema: z.ZodType): string {
  const named = shapes[io].get(schema);
  if (named === undefined) throw new Error('The body of a request or an answer needs a named schema');
  return named.id;
}

/** A reference to a named schema. @throws Error when it has no name */
export function reference(io: keyof typeof shapes, schema: z.ZodType): Json {
  return { $ref: place(nameOf(io, schema)) };
}

/** The first example of a named schema. */
export function exampleOf(schema: z.ZodType): unknown {
  const examples: unknown = schema.meta()?.['examples'];
  return Array.isArray(examples) ? (examples[0] as unknown) : undefined;
}

/** A schema that has no name, as it is sent. */
export function inlineSchema(schema: z.ZodType): Json {
  return withoutPlace(z.toJSONSchema(schema, { ...settings, io: 'input' }));
}
