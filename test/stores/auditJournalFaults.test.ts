/** A disk that fails in every way it can: what is refused was not recorded, what was acknowledged stays, and it goes on by itself. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAuditJournal, type AuditJournal, type Durability } from '../../src/stores/auditJournal.ts';
import { systemFiles, type JournalFiles } from '../../src/stores/auditJournal/files.ts';
import { AuditJournalUnavailable } from '../../src/stores/errors.ts';
import { eventually } from '../support/condition.ts';
import { temporaryFolder } from '../support/folder.ts';
import { line, range, readAll, segments, untilRefused } from './auditJournalReading.ts';

/** The file system, until it is told to fail. */
function disk() {
  let fault: { readonly call: keyof JournalFiles; readonly code: string } | undefined;
  let failed = 0;
  const failing = async (call: keyof JournalFiles): Promise<void> => {
    if (fault?.call !== call) return;
    failed += 1;
    throw Object.assign(new Error(`${fault.code}: injected`), { code: fault.code });
  };
  const files: JournalFiles = {
    ...systemFiles,
    create: async (path) => failing('create').then(() => systemFiles.create(path)),
    write: async (file, data, at) => failing('write').then(() => systemFiles.write(file, data, at)),
    sync: async (file) => failing('sync').then(() => systemFiles.sync(file)),
    syncFolder: async (path) => failing('syncFolder').then(() => systemFiles.syncFolder(path)),
  };
  return {
    files,
    fail: (call: keyof JournalFiles, code: string): void => void (fault = { call, code }),
    mend: (): void => void (fault = undefined),
    get failed() {
      return failed;
    },
  };
}

const open = (folder: string, durability: Durability, files: JournalFiles): Promise<AuditJournal> =>
  openAuditJournal({ folder, durability, maxBytes: 1024 * 1024, segmentBytes: 2_000, files });

/** Resolves when the line was taken, however often it was refused before. */
async function insist(journal: AuditJournal, one: string): Promise<void> {
  await eventually('the line is taken', () =>
    journal.write(one).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AuditJournalUnavailable) return false;
        throw error;
      },
    ),
  );
}

test.each<[call: keyof JournalFiles, code: string, durability: Durability, when: 'first' | 'later']>([
  ['create', 'EMFILE', 'interval', 'first'],
  ['create', 'EROFS', 'interval', 'later'],
  ['syncFolder', 'EIO', 'interval', 'first'],
  ['syncFolder', 'EIO', 'always', 'later'],
  ['write', 'ENOSPC', 'interval', 'first'],
  ['write', 'ENOSPC', 'interval', 'later'],
  ['write', 'EIO', 'always', 'later'],
  ['sync', 'EIO', 'always', 'first'],
  ['sync', 'EIO', 'always', 'later'],
])(
  'given %s that fails with %s (%s, %s), then lines are refused and not recorded, until it works again',
  async (call, code, durability, when) => {
    await using folder = await temporaryFolder();
    const { files, fail, mend } = disk();
    const journal = await open(folder.path, durability, files);
    const before = when === 'first' ? [] : range(0, 5).map((n) => line(n, 600));
    for (const one of before) await journal.write(one);

    fail(call, code);
    // Until the segment is full a new file is not asked for.
    const writing = range(5, 15).map((n) => line(n, 600));
    const outcomes = await Promise.allSettled(writing.map((one) => journal.write(one)));
    const taken = writing.filter((_, i) => outcomes[i]?.status === 'fulfilled');
    const refused = await journal.write(line(15)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(AuditJournalUnavailable);
    expect(refused).toMatchObject({
      code: 'AUDIT_JOURNAL_UNAVAILABLE',
      message: expect.stringContaining(code) as string,
      cause: { code },
    });
    expect((await readAll(folder.path)).lines).toEqual([...before, ...taken]);
    expect(journal.status().failures).toBeGreaterThan(0);
    expect(journal.status().refused).toBe(writing.length - taken.length + 1);

    mend();
    await insist(journal, line(16));
    expect((await readAll(folder.path)).lines).toEqual([...before, ...taken, line(16)]);
    await journal.close();
  },
);

test('given a group that fails, then every line of it is refused with one error', async () => {
  await using folder = await temporaryFolder();
  const { files, fail } = disk();
  const journal = await open(folder.path, 'always', files);
  fail('write', 'EIO');
  const outcomes = await Promise.allSettled(range(0, 64).map((n) => journal.write(line(n))));
  const reasons = outcomes.map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as unknown) : 'taken',
  );
  expect(new Set(reasons).size).toBe(1);
  expect(journal.status()).toMatchObject({ refused: 64, lines: 0, failures: 1 });
  await journal.close();
});

test('given one fault of one segment, then the next line is taken at once, by another segment', async () => {
  await using folder = await temporaryFolder();
  const { files, fail, mend } = disk();
  const journal = await open(folder.path, 'always', files);
  for (const [n, faults] of [1, 2, 3].entries()) {
    await journal.write(line(n));
    fail('sync', 'EIO');
    await expect(journal.write(line(-1))).rejects.toThrow('EIO');
    mend();
    expect(await segments(folder.path)).toHaveLength(faults);
  }
  await journal.write(line(3));
  expect(await segments(folder.path)).toHaveLength(4);
  expect((await readAll(folder.path)).lines).toEqual(range(0, 4).map((n) => line(n)));
  await journal.close();
});

test('given lines that came while a disk failed again, then they are refused without another attempt', async () => {
  await using folder = await temporaryFolder();
  const asked: ((error: Error) => void)[] = [];
  const create = (): Promise<number> => new Promise((_, reject) => asked.push(reject));
  const journal = await open(folder.path, 'interval', { ...systemFiles, create });
  const failure = Object.assign(new Error('EROFS: injected'), { code: 'EROFS' });
  const writing: Promise<void>[] = [];
  for (const attempt of [1, 2]) {
    writing.push(journal.write(line(attempt)));
    await eventually('the disk is asked', () => asked.length === attempt);
    if (attempt === 2) writing.push(journal.write(line(3)), journal.write(line(4)));
    asked[attempt - 1]?.(failure);
    await Promise.allSettled(writing);
  }
  const outcomes = await Promise.allSettled(writing);
  expect(outcomes.map(({ status }) => status)).toEqual(writing.map(() => 'rejected'));
  expect(asked).toHaveLength(2);
  expect(journal.status()).toMatchObject({ refused: 4, failures: 2 });
  await journal.close();
});

test('given a disk that stays full, then it is asked now and again only, and not littered', async () => {
  await using folder = await temporaryFolder();
  const faulty = disk();
  const journal = await open(folder.path, 'interval', faulty.files);
  await journal.write(line(1));
  faulty.fail('write', 'ENOSPC');
  let refused = 0;
  await eventually('three more attempts', async () => {
    await journal.write(line(2)).catch(() => (refused += 1));
    return faulty.failed >= 5;
  });
  expect(refused).toBeGreaterThan(faulty.failed);
  expect(await segments(folder.path)).toHaveLength(2);
  faulty.mend();
  await insist(journal, line(3));
  expect(await segments(folder.path)).toHaveLength(2);
  expect((await readAll(folder.path)).lines).toEqual([line(1), line(3)]);
  await journal.close();
});

test.each<Durability>(['interval', 'always'])(
  'given a folder that is removed while it is written to (%s), then lines are refused long before the segment is full',
  async (durability) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'node');
    await mkdir(path);
    const journal = await openAuditJournal({ folder: path, durability, maxBytes: 2 ** 30 });
    await journal.write(line(1));
    await rm(path, { recursive: true });
    const refusal = await untilRefused((number) => journal.write(line(number)));
    expect(refusal).toMatchObject({ message: expect.stringMatching(/was removed|ENOENT/) as string });
    expect(journal.status().lines).toBeLessThan(100_000);
    await mkdir(path);
    await insist(journal, line(-1));
    expect((await readAll(path)).lines).toEqual([line(-1)]);
    await journal.close();
  },
);

test('given writes that take a few bytes at a time, then the lines are whole', async () => {
  await using folder = await temporaryFolder();
  const write: JournalFiles['write'] = (file, data, at) =>
    systemFiles.write(file, data.subarray(0, 1 + Math.floor(Math.random() * 20)), at);
  const journal = await open(folder.path, 'interval', { ...systemFiles, write });
  const lines = range(0, 60).map((n) => line(n, n));
  await Promise.all(lines.map((one) => journal.write(one)));
  expect((await readAll(folder.path)).lines).toEqual(lines);
  await journal.close();
});

test('given a group of which a part was written, then a reader that has seen it misses nothing that comes later', async () => {
  await using folder = await temporaryFolder();
  let room = Infinity;
  const write: JournalFiles['write'] = async (file, data, at) => {
    if (room === 0) throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
    const taken = await systemFiles.write(file, data.subarray(0, Math.min(room, data.length)), at);
    room -= taken;
    return taken;
  };
  // It reads before the writer can take out what it refuses.
  const seen: string[] = [];
  let to: Awaited<ReturnType<typeof readAll>>['to'];
  const read = async (): Promise<void> => {
    const found = await readAll(folder.path, to);
    seen.push(...found.lines);
    ({ to } = found);
  };
  const truncate: JournalFiles['truncate'] = async (file, bytes) => {
    await read();
    await systemFiles.truncate(file, bytes);
  };
  const journal = await open(folder.path, 'interval', { ...systemFiles, write, truncate });
  await journal.write(line(1));
  room = line(2).length + 5;
  const refused = await Promise.allSettled([2, 3].map((n) => journal.write(line(n))));
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  room = Infinity;
  await insist(journal, line(4));
  await insist(journal, line(5));
  await read();
  expect(seen).toEqual([1, 2, 4, 5].map((n) => line(n)));
  expect((await readAll(folder.path)).lines).toEqual([1, 4, 5].map((n) => line(n)));
  await journal.close();
});

test('given a sync in the background that fails, then its file is never written again', async () => {
  await using folder = await temporaryFolder();
  const faulty = disk();
  const offsets: number[] = [];
  const write: JournalFiles['write'] = (file, data, at) => {
    offsets.push(at);
    return faulty.files.write(file, data, at);
  };
  const journal = await open(folder.path, 'interval', { ...faulty.files, write });
  await journal.write(line(1));
  await journal.write(line(2));
  faulty.fail('sync', 'EIO');
  await eventually('the sync has failed', () => faulty.failed > 0);
  faulty.mend();
  await journal.write(line(3));
  expect(offsets).toEqual([0, line(1).length + 1, 0]);
  expect(journal.status()).toMatchObject({ lines: 3, failures: 1 });
  expect((await readAll(folder.path)).lines).toEqual([1, 2, 3].map((n) => line(n)));
  await journal.close();
});

test('given a sync that fails while a group is written, then the group is refused and the file not synced again', async () => {
  await using folder = await temporaryFolder();
  let answer = (): void => undefined;
  let hanging = Promise.resolve();
  const write: JournalFiles['write'] = async (file, data, at) => {
    await hanging;
    return systemFiles.write(file, data, at);
  };
  const synced: number[] = [];
  const sync: JournalFiles['sync'] = async (file) => {
    synced.push(file);
    if (synced.length === 2) throw new Error('EIO: injected');
    await systemFiles.sync(file);
  };
  const journal = await open(folder.path, 'interval', { ...systemFiles, write, sync });
  await journal.write(line(1));
  await journal.write(line(2));
  hanging = new Promise<void>((resolve) => (answer = resolve));
  const writing = journal.write(line(3));
  await eventually('the sync has failed', () => synced.length === 2);
  answer();
  await expect(writing).rejects.toThrow('EIO');
  expect(synced).toHaveLength(2);
  await journal.write(line(4));
  expect((await readAll(folder.path)).lines).toEqual([1, 2, 4].map((n) => line(n)));
  await journal.close();
});

test('given interval and a disk that can no longer be synced, then lines are refused, until it can', async () => {
  await using folder = await temporaryFolder();
  const { files, fail, mend } = disk();
  const journal = await open(folder.path, 'interval', files);
  await journal.write(line(1));
  fail('sync', 'EIO');
  const taken: string[] = [];
  const refusal = await untilRefused(async (n) => {
    await journal.write(line(2 + n));
    taken.push(line(2 + n));
  });
  expect(refusal).toMatchObject({ cause: { code: 'EIO' } });
  mend();
  await insist(journal, line(-1));
  expect((await readAll(folder.path)).lines).toEqual([line(1), ...taken, line(-1)]);
  await journal.close();
});

test('given a last sync that fails, then close tells', async () => {
  await using folder = await temporaryFolder();
  const { files, fail } = disk();
  const journal = await open(folder.path, 'interval', files);
  await journal.write(line(1));
  await journal.write(line(2));
  fail('sync', 'EIO');
  const closing = journal.close();
  await expect(closing).rejects.toThrow(AuditJournalUnavailable);
  await expect(closing).rejects.toThrow('power cut');
  expect((await readAll(folder.path)).lines).toEqual([line(1), line(2)]);
});

test('given a disk that does not answer, then lines wait, and no more than memory allows', async () => {
  await using folder = await temporaryFolder();
  let answer = (): void => undefined;
  const hanging = new Promise<void>((resolve) => (answer = resolve));
  const create: JournalFiles['create'] = async (path) => {
    await hanging;
    return systemFiles.create(path);
  };
  const journal = await openAuditJournal({
    folder: folder.path,
    durability: 'interval',
    maxBytes: 1024 ** 3,
    files: { ...systemFiles, create },
  });
  const writing = range(0, 16).map((n) => journal.write(line(n, 1_000_000)));
  await expect(journal.write(line(16, 1_000_000))).rejects.toThrow('does not keep up');
  answer();
  await Promise.all(writing);
  expect(journal.status()).toMatchObject({ lines: 16, refused: 1, failures: 0 });
  await journal.close();
});

/** A file system of 256 KiB; undefined where this user cannot mount one. */
function smallDisk(path: string): Disposable | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path], { stdio: 'ignore' });
    return { [Symbol.dispose]: () => execFileSync('umount', ['-l', path]) };
  } catch {
    return undefined;
  }
}

test('given a real disk that is full, then lines are refused, and taken when there is room again', async ({
  skip,
}) => {
  await using folder = await temporaryFolder();
  using mounted = smallDisk(folder.path);
  if (mounted === undefined) skip('this user cannot mount a small disk');
  const ballast = join(folder.path, 'ballast');
  await writeFile(ballast, Buffer.alloc(128 * 1024));
  const journal = await openAuditJournal({
    folder: folder.path,
    durability: 'always',
    maxBytes: 1024 ** 3,
    segmentBytes: 30_000,
  });
  const taken: string[] = [];
  const refusal = await untilRefused(async (n) => {
    const group = range(3 * n, 3 * n + 3).map((one) => line(one, 700));
    await Promise.all(group.map((one) => journal.write(one)));
    taken.push(...group);
  });
  expect(refusal).toMatchObject({ message: expect.stringContaining('ENOSPC') as string });
  expect(taken.length).toBeGreaterThan(100);
  expect((await readAll(folder.path)).lines).toEqual(taken);
  await rm(ballast);
  await insist(journal, line(-1));
  expect((await readAll(folder.path)).lines).toEqual([...taken, line(-1)]);
  await journal.close();
});
