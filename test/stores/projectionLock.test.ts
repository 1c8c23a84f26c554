/** The lock of a projection group: one session has it, everybody sees it, and it goes with the connection. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../src/stores/database.ts';
import { isProjectionRunning, takeProjectionLock } from '../../src/stores/projectionLock.ts';
import { createTestDatabase } from '../support/database.ts';

let database: Database;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  const postgres = await createTestDatabase();
  database = connectDatabase(postgres.url);
  releases = [() => postgres.drop(), () => database.close()];
});
afterEach(async () => {
  for (const release of releases.toReversed()) await release();
});

test('given a session that took the lock, then nobody else gets it, and it is free when the session ends', async () => {
  await database.session(async (session) => {
    expect(await takeProjectionLock(session, 'keys')).toBe(true);
    expect(await database.session((rival) => takeProjectionLock(rival, 'keys'))).toBe(false);
    expect(await isProjectionRunning(database, 'keys')).toBe(true);
  });
  await expect.poll(() => isProjectionRunning(database, 'keys')).toBe(false);
});

test('given groups of many names, then each is seen to run, and no other', async () => {
  // Enough that the halves of their keys have either sign.
  const names = Array.from({ length: 16 }, (_, index) => `group ${index}`);
  for (const name of names) {
    await database.session(async (session) => {
      expect(await isProjectionRunning(database, name)).toBe(false);
      await takeProjectionLock(session, name);
      expect(await isProjectionRunning(database, name)).toBe(true);
      expect(await isProjectionRunning(database, `${name}, another`)).toBe(false);
    });
  }
});

test('given a holder whose connection was killed, then the group does not run', async () => {
  await database.session(async (session) => {
    const [self] = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
    await takeProjectionLock(session, 'keys');
    expect(await isProjectionRunning(database, 'keys')).toBe(true);
    await database.query('select pg_terminate_backend($1)', [self?.pid]);
    await expect.poll(() => isProjectionRunning(database, 'keys')).toBe(false);
  });
});

test('given the same group in another database of the server, then it is not taken for ours', async () => {
  const other = await createTestDatabase();
  const elsewhere = connectDatabase(other.url);
  try {
    await elsewhere.session(async (session) => {
      expect(await takeProjectionLock(session, 'keys')).toBe(true);
      expect(await isProjectionRunning(database, 'keys')).toBe(false);
    });
  } finally {
    await elsewhere.close();
    await other.drop();
  }
});
