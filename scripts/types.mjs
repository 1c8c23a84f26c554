// npm run types: the OpenAPI document → portal/src/api/schema.d.ts, which the page is written against.
import './requireNode.mjs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const { complain, root } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

await ensureInstalled().then(ensureBuilt).then(write).catch(complain);

async function write() {
  const { apiTypes } = await import('./apiTypes.mjs');
  await writeFile(join(root, 'portal/src/api/schema.d.ts'), await apiTypes());
}
