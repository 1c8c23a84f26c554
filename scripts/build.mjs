// node scripts/build.mjs: src → dist, when anything changed since the last time.
import './requireNode.mjs';

const { complain } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');
const { ensureBuilt } = await import('./compile.mjs');

await ensureInstalled().then(ensureBuilt).catch(complain);
