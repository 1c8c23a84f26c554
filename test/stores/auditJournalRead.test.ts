/** Reading the journal: what crashes leave behind, positions, and what may be discarded. */
import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  discardShipped,
  journalBacklog,
  openAuditJournal,
  readJournal,
  type JournalPosition,
} from '../../src/stores/auditJournal.ts';
import { temporaryFolder } from '../support/folder.ts';
import { leaveSegment, line, plenty, range, readAll, segments } from './auditJournalReading.ts';

const text = (...numbers: readonly number[]): string => numbers.map((n) => `${line(n)}\n`).join('');
const lines = (...numbers: readonly number[]): readonly string[] => numbers.map((n) => line(n));

test('given an empty folder, then there is nothing to read', async () => {
  await using folder = await temporaryFolder();
  expect(await readJournal(folder.path, undefined, plenty)).toBeUndefined();
  expect(await journalBacklog(folder.path, undefined)).toBe(0);
});

test('given a segment cut at any byte, then the lines before the cut count, whether it is closed or the newest', async () => {
  await using folder = await temporaryFolder();
  const whole = text(1, 2, 3);
  const size = text(1).length;
  for (let length = 0; length <= whole.length; length += 1) {
    const cut = await leaveSegment(folder.path, 1, whole.slice(0, length));
    const left = lines(...[1, 2, 3].slice(0, Math.floor(length / size)));
    expect((await readAll(folder.path)).lines).toEqual(left);
    const next = await leaveSegment(folder.path, 2, text(4));
    expect(await readAll(folder.path)).toEqual({
      lines: [...left, line(4)],
      to: { segment: next, offset: size },
    });
    await rm(join(folder.path, next));
    await rm(join(folder.path, cut));
  }
});

test('given the beginning of a line in the newest segment, then it is waited for', async () => {
  await using folder = await temporaryFolder();
  const whole = text(1, 2);
  const name = await leaveSegment(folder.path, 1, whole.slice(0, -3));
  const { lines: first, to } = await readAll(folder.path);
  expect(first).toEqual(lines(1));
  expect(await readJournal(folder.path, to, plenty)).toBeUndefined();
  await leaveSegment(folder.path, 1, whole);
  expect(await readJournal(folder.path, to, plenty)).toEqual({
    lines: lines(2),
    damaged: [],
    from: { segment: name, offset: text(1).length },
    to: { segment: name, offset: whole.length },
  });
});

test.each([
  ['zeros', text(1), '\0'.repeat(5_000), ''],
  ['zeros, then the end of a line', text(1), `${'\0'.repeat(4_096)}ling":""}\n`, ''],
  ['a line with zeros in it', text(1), `${line(2).slice(0, 9)}\0\0\0${line(2).slice(12)}\n`, ''],
  ['zeros and whole lines behind them', text(1), `${'\0'.repeat(700)}\n`, text(2, 3)],
  ['a line without its beginning', '', 'er":1,"filling":""}\n', text(2)],
  ['an empty line', text(1), '\n', ''],
])(
  'given %s, then they are passed over in a closed segment and waited for in the newest',
  async (_, before, torn, behind) => {
    await using folder = await temporaryFolder();
    const count = (part: string): number => part.split('\n').length - 1;
    const name = await leaveSegment(folder.path, 1, before + torn + behind);
    for (const maxBytes of [1, 50, 256 * 1024]) {
      const read = await readAll(folder.path, undefined, { maxLines: 10, maxBytes });
      expect(read.lines).toEqual(lines(...range(1, 1 + count(before))));
    }
    await leaveSegment(folder.path, 2, text(9));
    const numbers = [1, 2, 3].filter((n) => (before + behind).includes(line(n)));
    for (const maxBytes of [1, 50, 256 * 1024]) {
      const read = await readAll(folder.path, undefined, { maxLines: 10, maxBytes });
      expect(read.lines).toEqual(lines(...numbers, 9));
    }
    if (behind !== '') {
      const after = before === '' ? undefined : { segment: name, offset: before.length };
      const next = await readJournal(folder.path, after, plenty);
      expect(next?.from).toEqual({ segment: name, offset: before.length + torn.length });
    }
  },
);

test('given lines that were damaged, then they are told of with the lines around them, and zeros are not', async () => {
  await using folder = await temporaryFolder();
  await leaveSegment(
    folder.path,
    1,
    `${text(1)}damaged {\n${'\0'.repeat(9)}\n${text(2)}\0\0damaged too\n{"torn`,
  );
  await leaveSegment(folder.path, 2, text(3));
  const found = await readJournal(folder.path, undefined, plenty);
  expect(found?.lines).toEqual(lines(1, 2));
  expect(found?.damaged).toEqual(['damaged {', 'damaged too']);
});

test('given limits, then as many lines as both allow are read, and at least one', async () => {
  await using folder = await temporaryFolder();
  await leaveSegment(folder.path, 1, text(1, 2, 3, 4));
  const size = text(1).length;
  const read = async (maxLines: number, maxBytes: number): Promise<number | undefined> =>
    (await readJournal(folder.path, undefined, { maxLines, maxBytes }))?.lines.length;
  expect(await read(3, 1_000)).toBe(3);
  expect(await read(1_000, 3 * size)).toBe(3);
  expect(await read(1_000, 3 * size - 1)).toBe(2);
  expect(await read(1_000, 1)).toBe(1);
});

test('given a line larger than the limit, then it is read alone', async () => {
  await using folder = await temporaryFolder();
  await leaveSegment(folder.path, 1, `${text(1)}${line(2, 100_000)}\n${text(3)}`);
  const limits = { maxLines: 10, maxBytes: 1_000 };
  const first = await readJournal(folder.path, undefined, limits);
  expect(first?.lines).toEqual(lines(1));
  const second = await readJournal(folder.path, first?.to, limits);
  expect(second?.lines).toEqual([line(2, 100_000)]);
  expect((await readJournal(folder.path, second?.to, limits))?.lines).toEqual(lines(3));
});

test('given a position whose segment is gone, then reading goes on with the next one', async () => {
  await using folder = await temporaryFolder();
  await leaveSegment(folder.path, 1, text(1));
  await leaveSegment(folder.path, 3, text(3));
  const gone: JournalPosition = { segment: '0000000000000002.ndjson', offset: 7 };
  expect((await readAll(folder.path, gone)).lines).toEqual(lines(3));
});

test('given a position behind the end of its segment, then reading goes on with the next one', async () => {
  await using folder = await temporaryFolder();
  const name = await leaveSegment(folder.path, 1, text(1, 2));
  const { to } = await readAll(folder.path);
  await truncate(join(folder.path, name), 5);
  expect(await readJournal(folder.path, to, plenty)).toBeUndefined();
  await leaveSegment(folder.path, 2, text(3));
  expect((await readAll(folder.path, to)).lines).toEqual(lines(3));
});

test('given files that are no segments, then they are left alone', async () => {
  await using folder = await temporaryFolder();
  await leaveSegment(folder.path, 1, text(1));
  for (const name of ['lock.1', '2.ndjson', '0000000000000002.ndjson.bak']) {
    await writeFile(join(folder.path, name), text(2));
  }
  expect((await readAll(folder.path)).lines).toEqual(lines(1));
});

test('given segments, then those without a line behind the position are discarded, and the newest never', async () => {
  await using folder = await temporaryFolder();
  const [first, second, third] = [
    await leaveSegment(folder.path, 1, text(1)),
    await leaveSegment(folder.path, 2, `${text(2, 3)}{"torn`),
    await leaveSegment(folder.path, 3, text(4)),
  ];
  const size = text(1).length;
  const discarded = async (position: JournalPosition): Promise<readonly string[]> => {
    await discardShipped(folder.path, position);
    return segments(folder.path);
  };
  expect(await discarded({ segment: first, offset: 0 })).toEqual([first, second, third]);
  expect(await discarded({ segment: second, offset: size })).toEqual([second, third]);
  expect(await discarded({ segment: second, offset: 2 * size })).toEqual([third]);
  expect(await discarded({ segment: third, offset: size })).toEqual([third]);
  expect((await readAll(folder.path, { segment: second, offset: 2 * size })).lines).toEqual(lines(4));
});

test('given segments that are all named before the position, then none is discarded, and all are backlog', async () => {
  await using folder = await temporaryFolder();
  const names = [await leaveSegment(folder.path, 1, text(1)), await leaveSegment(folder.path, 2, text(2))];
  const position = { segment: '0000000000000003.ndjson', offset: 0 };
  expect(await discardShipped(folder.path, position)).toBe(false);
  expect(await segments(folder.path)).toEqual(names);
  expect(await journalBacklog(folder.path, position)).toBe(2 * text(1).length);
});

test('given a position, then the backlog is what lies behind it', async () => {
  await using folder = await temporaryFolder();
  const size = text(1).length;
  await leaveSegment(folder.path, 1, text(1));
  const second = await leaveSegment(folder.path, 2, text(2, 3));
  const last = await leaveSegment(folder.path, 3, text(4));
  expect(await journalBacklog(folder.path, undefined)).toBe(4 * size);
  expect(await journalBacklog(folder.path, { segment: second, offset: size })).toBe(2 * size);
  expect(await journalBacklog(folder.path, { segment: last, offset: size })).toBe(0);
  expect(await journalBacklog(folder.path, { segment: last, offset: 9 * size })).toBe(0);
});

test('given a writer that rotates and a reader that discards, then what was read is what was acknowledged, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        groups: fc.array(fc.array(fc.nat(400), { minLength: 1, maxLength: 8 }), {
          minLength: 1,
          maxLength: 60,
        }),
        segmentBytes: fc.integer({ min: 1, max: 4_000 }),
        maxLines: fc.integer({ min: 1, max: 20 }),
        maxBytes: fc.integer({ min: 1, max: 3_000 }),
        discardsEvery: fc.integer({ min: 1, max: 5 }),
      }),
      async ({ groups, segmentBytes, discardsEvery, ...limits }) => {
        await using folder = await temporaryFolder();
        const journal = await openAuditJournal({
          folder: folder.path,
          durability: 'interval',
          maxBytes: 1024 * 1024,
          segmentBytes,
        });
        const sizes = groups.flat();
        let written = false;
        const write = async (): Promise<void> => {
          let number = 0;
          for (const group of groups) {
            await Promise.all(group.map((bytes) => journal.write(line(number++, bytes))));
          }
          await journal.close();
          written = true;
        };
        const read = async (): Promise<readonly string[]> => {
          const all: string[] = [];
          let to: JournalPosition | undefined;
          for (let round = 1; ; round += 1) {
            const last = written;
            const found = await readJournal(folder.path, to, limits);
            if (found === undefined && last) return all;
            if (found === undefined) continue;
            all.push(...found.lines);
            ({ to } = found);
            if (round % discardsEvery === 0) await discardShipped(folder.path, to);
          }
        };
        const [all] = await Promise.all([read(), write()]);
        expect(all).toEqual(sizes.map((bytes, n) => line(n, bytes)));
      },
    ),
    { numRuns: 60 },
  );
});
