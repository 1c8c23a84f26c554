import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock, FolderInUse, lockHolder } from '../../src/embedded/lock.ts';
import { processName } from '../../src/embedded/processes.ts';
import { temporaryFolder } from '../support/folder.ts';

test('given a holder, then a second one is refused, with the pid of the first', async () => {
  await using folder = await temporaryFolder();
  const lock = await acquireLock(folder.path);
  const second = acquireLock(folder.path);
  await expect(second).rejects.toThrow(FolderInUse);
  await expect(second).rejects.toThrow(`in use by the process ${process.pid}`);
  await lock.release();
});

test('given a holder that releases it meanwhile, then who waits gets it', async () => {
  await using folder = await temporaryFolder();
  const first = await acquireLock(folder.path);
  const second = acquireLock(folder.path, 10_000);
  await first.release();
  await (await second).release();
  expect(await lockHolder(folder.path)).toBeUndefined();
});

test('given 30 contenders at once, then one holds it', async () => {
  await using folder = await temporaryFolder();
  for (let round = 0; round < 10; round += 1) {
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => acquireLock(folder.path)));
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(winners).toHaveLength(1);
    await winners[0]?.release();
  }
  expect(await readdir(folder.path)).toEqual(['lock.10']);
});

test('given a holder that was killed, then its lock is free', async () => {
  await using folder = await temporaryFolder();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const name = await processName(child.pid ?? 0);
  await writeFile(join(folder.path, 'lock.1'), JSON.stringify(name));
  expect(await lockHolder(folder.path)).toEqual(name);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await acquireLock(folder.path)).release();
});

test('given a holder whose pid another process has now, then its lock is free', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'lock.4'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
  await (await acquireLock(folder.path)).release();
  expect(await readdir(folder.path)).toEqual(['lock.5']);
});

test('given a lock file that a power failure cut short, then the lock is free', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'lock.1'), '');
  await (await acquireLock(folder.path)).release();
});

test('given a lock file that cannot be read, then nobody takes it for free', async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'lock.1'));
  await expect(acquireLock(folder.path)).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(lockHolder(folder.path)).rejects.toMatchObject({ code: 'EISDIR' });
});
