// The page's types of the API, made from the OpenAPI document.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './tools.mjs';

/**
 * @typedef {object} Generator
 * @property {(document: string, options: object) => Promise<unknown>} default
 * @property {(ast: unknown) => string} astToString
 */

/**
 * The text of portal/src/api/schema.d.ts.
 * @param {unknown} openApiDocument
 */
export async function apiTypes(openApiDocument) {
  // It belongs to the portal, and so does the TypeScript that it needs.
  const ofPortal = createRequire(join(root, 'portal', 'package.json'));
  const { default: generate, astToString } = /** @type {Generator} */ (ofPortal('openapi-typescript'));
  const document = JSON.stringify(openApiDocument, withoutExamples);
  // Not `immutable`: openapi-fetch turns read-only arrays into objects (`Readable` of openapi-typescript-helpers 0.1).
  const ast = await generate(document, { alphabetize: true, defaultNonNullable: false });
  return `// Made by \`npm run types\` from the OpenAPI document. Do not edit.\n${astToString(ast)}`;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function withoutExamples(name, value) {
  return name === 'example' || name === 'examples' ? undefined : value;
}
