// node scripts/run.mjs <all|api|worker|token|rebuild> [arguments]: makes good what a fresh clone lacks, then runs
// dist/main.js in this same process. What the scripts say goes to stderr: stdout belongs to the command.
import { pathToFileURL } from 'node:url';
import './requireNode.mjs';

const { complain, root } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

await ensureInstalled().then(ensureBuilt).catch(complain);
const main = new URL('dist/main.js', pathToFileURL(`${root}/`));
process.argv = [process.execPath, main.pathname, ...process.argv.slice(2)];
await import(main.href);
