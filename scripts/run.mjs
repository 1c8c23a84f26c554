// node scripts/run.mjs [command] [arguments]: makes good what a fresh clone lacks, then runs
// dist/main.js in this same process. What the scripts say goes to stderr: stdout belongs to the command.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import './requireNode.mjs';

const { complain, root } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

await ensureInstalled().then(ensureBuilt).catch(complain);
if (process.env['npm_lifecycle_event'] !== undefined) endWithNpm();
const main = new URL('dist/main.js', pathToFileURL(`${root}/`));
process.argv = [process.execPath, main.pathname, ...process.argv.slice(2)];
await import(main.href);

/**
 * A signal to npm ends npm, perhaps its shell, and stops there: without this, the service would go on with nobody's
 * knowledge.
 */
function endWithNpm() {
  const shell = process.ppid;
  const npm = npmBehind(shell);
  const watch = setInterval(() => {
    if (process.ppid === shell && npmBehind(shell) === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

/**
 * The npm that started this shell. Undefined for any other parent, which may end without a meaning for us, and where
 * the system does not tell.
 * @param {number} shell
 */
function npmBehind(shell) {
  try {
    // proc(5): the name stands in brackets, the parent two fields behind.
    const parent = /\) \S (\d+)/.exec(stat(shell))?.[1];
    return stat(parent).includes('(npm') ? parent : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number | string | undefined} pid */
function stat(pid) {
  return readFileSync(`/proc/${pid}/stat`, 'utf8');
}
