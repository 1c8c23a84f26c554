// npm run types: what the API takes and answers → portal/src/api/schema.d.ts, which the page is written against.
import './requireNode.mjs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { complain, root } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

await ensureInstalled().then(ensureBuilt).then(write).catch(complain);

async function write() {
  const { apiTypes } = await import('./apiTypes.mjs');
  const { openApiDocument } = await built('http/openapi/document.js');
  const { portalContracts } = await built('http/contracts/portal.js');
  const document = openApiDocument(portalContracts, new Map());
  await writeFile(join(root, 'portal/src/api/schema.d.ts'), await apiTypes(document));
}

/**
 * @typedef {object} Built
 * @property {(mounted: unknown, profiles: ReadonlyMap<string, unknown>) => unknown} openApiDocument
 * @property {unknown} portalContracts
 */

/**
 * @param {string} file
 * @returns {Promise<Built>}
 */
async function built(file) {
  return /** @type {Built} */ (await import(pathToFileURL(join(root, 'dist', file)).href));
}
