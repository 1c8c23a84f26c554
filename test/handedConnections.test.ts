/** The primary of several processes, while these die as they please. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/folder.ts';

const handedConnections = new URL('../dist/handedConnections.js', import.meta.url).href;

/** Each of its processes asks it for a port, and dies while it is busy. It ends when all have. */
const primary = `
import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { keepHandedConnections } from '${handedConnections}';

if (cluster.isPrimary) {
  let ended = 0;
  const start = () => {
    const worker = cluster.fork();
    keepHandedConnections(worker);
    worker.once('online', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200));
    worker.once('exit', () => {
      ended += 1;
      if (ended < 10) start();
      else console.log('still there');
    });
  };
  start();
} else {
  createServer().listen(0);
  setImmediate(() => process.kill(process.pid, 'SIGKILL'));
}
`;

test('given processes that die while the primary answers them, then it goes on', async () => {
  await using folder = await temporaryFolder();
  const program = join(folder.path, 'primary.mjs');
  await writeFile(program, primary);
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  expect(stdout).toContain('still there');
});
