// node scripts/run.mjs <all|api|worker|token|rebuild> [arguments]: makes good what a fresh clone lacks, then runs
// dist/main.js in this same process. What the scripts say goes to stderr: stdout belongs to the command.
import { pathToFileURL } from 'node:url';
import './requireNode.mjs';

const { complain, root } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

await ensureInstalled().then(ensureBuilt).catch(complain);
if (process.env['npm_lifecycle_event'] !== undefined) endWithParent();
const main = new URL('dist/main.js', pathToFileURL(`${root}/`));
process.argv = [process.execPath, main.pathname, ...process.argv.slice(2)];
await import(main.href);

/** A signal to npm ends npm and its shell and stops there: without this, the service would go on with nobody's knowledge. */
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
