// node scripts/screenshots.mjs: a picture of each page of the portal → docs/screenshots.
import './requireNode.mjs';

const { complain, runTool } = await import('./tools.mjs');
const { ensureInstalled } = await import('./install.mjs');

const args = ['run', '--config', 'test/portal/screenshots/vitest.config.ts', ...process.argv.slice(2)];

await ensureInstalled()
  .then(() => runTool('vitest', 'vitest', args, { stdio: ['ignore', 'inherit', 'inherit'] }))
  .then((code) => (process.exitCode = code))
  .catch(complain);
