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

// npm passes a signal to its shell and not to what the shell started. When they are gone, so should this process be.
const parent = process.ppid;
if (process.env['npm_lifecycle_event'] !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}

await import(main.href);
