// The types of portal/src/api/schema.d.ts, made from the OpenAPI document. It has no product's routes: the
// page calls none, and which there are is the operator's.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './tools.mjs';

/** Needs a build. */
export async function apiTypes() {
  const { openApiDocument } = await import(pathToFileURL(join(root, 'dist/http/openapi/document.js')).href);
  // It belongs to the portal, and so does the TypeScript that it needs.
  const ofPortal = createRequire(join(root, 'portal/package.json'));
  const { default: openapiTS, astToString } = ofPortal('openapi-typescript');
  const text = JSON.stringify(openApiDocument(new Map()), withoutExamples);
  const ast = await openapiTS(text, { immutable: true, alphabetize: true, defaultNonNullable: false });
  return `// Made by \`npm run types\` from the OpenAPI document. Do not edit.\n${astToString(ast)}`;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function withoutExamples(name, value) {
  return name === 'example' || name === 'examples' ? undefined : value;
}
