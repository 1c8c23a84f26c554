/** Writing the journal: groups, segments, the bound, the end. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { discardShipped, openAuditJournal } from '../../src/stores/auditJournal.ts';
import { systemFiles } from '../../src/stores/auditJournal/files.ts';
import { AuditJournalUnavailable } from '../../src/stores/errors.ts';
import { eventually } from '../support/condition.ts';
import { temporaryFolder } from '../support/folder.ts';
import {
  leaveSegment,
  line,
  range,
  readAll,
  segments,
  segmentText,
  untilRefused,
} from './auditJournalReading.ts';

const mebibyte = 1024 * 1024;
const interval = { durability: 'interval', maxBytes: mebibyte } as const;

test.each(['always', 'interval'] as const)(
  'given 64 lines at once with %s, then one write takes them all, in order',
  async (durability) => {
    await using folder = await temporaryFolder();
    const journal = await openAuditJournal({ folder: folder.path, durability, maxBytes: mebibyte });
    const lines = range(0, 64).map((n) => line(n));
    await Promise.all(lines.map((one) => journal.write(one)));
    expect((await readAll(folder.path)).lines).toEqual(lines);
    expect(journal.status()).toMatchObject({ lines: 64, groups: 1, refused: 0, failures: 0 });
    await journal.close();
  },
);

test('given no line, then nothing is made', async () => {
  await using folder = await temporaryFolder();
  const journal = await openAuditJournal({ folder: folder.path, ...interval });
  await journal.close();
  expect(await segments(folder.path)).toEqual([]);
});

test('given lines of any characters, then they are read as they were written', async () => {
  await using folder = await temporaryFolder();
  const journal = await openAuditJournal({ folder: folder.path, ...interval });
  const lines = ['Zoë\u2028\u0000\n\r"', '\uD83D\uDD11', '\uD800', ''].map((text) =>
    JSON.stringify({ text }),
  );
  for (const one of lines) await journal.write(one);
  await journal.close();
  expect((await readAll(folder.path)).lines).toEqual(lines);
});

test(
  'given a segment, then nobody but its owner can read it',
  { skip: process.platform === 'win32' },
  async () => {
    await using folder = await temporaryFolder();
    const journal = await openAuditJournal({ folder: folder.path, ...interval });
    await journal.write(line(1));
    const [name = ''] = await segments(folder.path);
    expect((await stat(join(folder.path, name))).mode & 0o777).toBe(0o600);
    await journal.close();
  },
);

test('given segments that have grown, then the next one begins, and one group is never in two', async () => {
  await using folder = await temporaryFolder();
  const journal = await openAuditJournal({ folder: folder.path, ...interval, segmentBytes: 1_000 });
  const lines = range(0, 50).map((n) => line(n, 200));
  let bytes = 0;
  for (const one of lines) {
    await journal.write(one);
    bytes += one.length + 1;
    expect(journal.status().bytes).toBe(bytes);
  }
  const names = await segments(folder.path);
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect((await segmentText(folder.path, name)).length).toBeLessThan(1_300);
  expect((await readAll(folder.path)).lines).toEqual(lines);
  await journal.close();
});

test.each([
  ['behind', 5],
  ['ahead', 2_000_000_000_000],
])('given a clock that is %s, then a new segment comes after all that are there', async (_, clock) => {
  await using folder = await temporaryFolder();
  const left = await leaveSegment(folder.path, 1_900_000_000_000, `${line(1)}\n`);
  for (const n of [2, 3]) {
    const journal = await openAuditJournal({ folder: folder.path, ...interval, now: () => clock });
    await journal.write(line(n));
    await journal.close();
  }
  expect(await segmentText(folder.path, left)).toBe(`${line(1)}\n`);
  expect(await segments(folder.path)).toHaveLength(3);
  expect((await readAll(folder.path)).lines).toEqual([1, 2, 3].map((n) => line(n)));
});

test('given interval, then the first group proves the disk, and later ones are synced soon after, waited for by nobody', async () => {
  await using folder = await temporaryFolder();
  let syncs = 0;
  const sync = (file: number): Promise<void> => {
    syncs += 1;
    return systemFiles.sync(file);
  };
  const journal = await openAuditJournal({
    folder: folder.path,
    ...interval,
    files: { ...systemFiles, sync },
  });
  await journal.write(line(0));
  for (let round = 1; round <= 2; round += 1) {
    await Promise.all(range(0, 10).map((n) => journal.write(line(n))));
    expect(syncs).toBe(round);
    await eventually('a sync', () => syncs === round + 1);
  }
  await journal.close();
  expect(syncs).toBe(3);
});

test('given always, then every group is synced before it is acknowledged', async () => {
  await using folder = await temporaryFolder();
  const happened: string[] = [];
  const journal = await openAuditJournal({
    folder: folder.path,
    durability: 'always',
    maxBytes: mebibyte,
    files: {
      ...systemFiles,
      async create(path) {
        const file = await systemFiles.create(path);
        happened.push('created');
        return file;
      },
      async syncFolder(path) {
        await systemFiles.syncFolder(path);
        happened.push('named');
      },
      async sync(file) {
        await systemFiles.sync(file);
        happened.push('synced');
      },
    },
  });
  for (const n of [1, 2]) {
    await journal.write(line(n));
    happened.push('acknowledged');
  }
  expect(happened).toEqual(['created', 'named', 'synced', 'acknowledged', 'synced', 'acknowledged']);
  await journal.close();
});

test('given lines under way, then close writes and syncs them, and refuses what comes later', async () => {
  await using folder = await temporaryFolder();
  let synced = 0;
  const sync = async (file: number): Promise<void> => {
    await systemFiles.sync(file);
    synced += 1;
  };
  const journal = await openAuditJournal({
    folder: folder.path,
    ...interval,
    files: { ...systemFiles, sync },
  });
  await journal.write(line(0));
  const lines = range(1, 10).map((n) => line(n));
  const writing = lines.map((one) => journal.write(one));
  const closing = journal.close();
  await expect(journal.write(line(10))).rejects.toThrow('is closed');
  await Promise.all([...writing, closing, journal.close()]);
  expect(synced).toBe(2);
  expect((await readAll(folder.path)).lines).toEqual([line(0), ...lines]);
});

test('given a folder that has reached its bound, then lines are refused until shipped ones are discarded', async () => {
  await using folder = await temporaryFolder();
  const journal = await openAuditJournal({ folder: folder.path, durability: 'interval', maxBytes: 20_000 });
  const written: string[] = [];
  const refusal = await untilRefused(async (n) => {
    await journal.write(line(n, 300));
    written.push(line(n, 300));
  });
  expect(refusal).toBeInstanceOf(AuditJournalUnavailable);
  expect(refusal).toMatchObject({
    code: 'AUDIT_JOURNAL_UNAVAILABLE',
    message: expect.stringMatching(/bound of 20000 bytes: start the worker/) as string,
  });
  expect(journal.status().bytes).toBeLessThanOrEqual(20_000);
  expect(journal.status().bytes + line(written.length, 300).length).toBeGreaterThanOrEqual(20_000);
  expect(journal.status()).toMatchObject({ refused: 1, lines: written.length, failures: 0 });

  const { lines, to } = await readAll(folder.path);
  expect(lines).toEqual(written);
  if (to === undefined) throw new Error('nothing was read');
  await discardShipped(folder.path, to);
  const next = line(1_000, 300);
  await eventually('there is room', () =>
    journal.write(next).then(
      () => true,
      () => false,
    ),
  );
  expect((await readAll(folder.path, to)).lines).toEqual([next]);
  await journal.close();
});

test('given segments that were discarded, then it is noticed when the next one begins', async () => {
  await using folder = await temporaryFolder();
  const journal = await openAuditJournal({ folder: folder.path, ...interval, segmentBytes: 1_000 });
  for (const n of range(0, 50)) await journal.write(line(n, 200));
  const before = journal.status().bytes;
  const { to } = await readAll(folder.path);
  if (to === undefined) throw new Error('nothing was read');
  await discardShipped(folder.path, to);
  expect(journal.status().bytes).toBe(before);
  for (const n of range(50, 56)) await journal.write(line(n, 200));
  await eventually('it is noticed', () => journal.status().bytes < before / 2);
  await journal.close();
});

test('given what earlier processes left, then it counts for the bound', async () => {
  await using folder = await temporaryFolder();
  await leaveSegment(folder.path, 1, `${line(1, 5_000)}\n`);
  const journal = await openAuditJournal({ folder: folder.path, durability: 'interval', maxBytes: 5_000 });
  expect(journal.status().bytes).toBeGreaterThan(5_000);
  await expect(journal.write(line(2))).rejects.toThrow('bound');
  await journal.close();
});

test('given a folder that is not there, then it does not open', async () => {
  await using folder = await temporaryFolder();
  const opening = openAuditJournal({ folder: join(folder.path, 'none'), ...interval });
  await expect(opening).rejects.toThrow('ENOENT');
});
