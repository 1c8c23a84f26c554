/** `kill -9` of a process that writes: what it acknowledged is read, once and in order, by the next one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { built } from '../support/child.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readAll, segments } from './auditJournalReading.ts';

const rounds = 30;
const writers = 16;

/**
 * Writes without end and prints what was acknowledged: the writer's number and that of the line. Without `process.stdout`,
 * which keeps words back when they are heard slowly: they would die with the process.
 */
const program = (folder: string, durability: string, round: number): string => `
  import { writeSync } from 'node:fs';
  import { openAuditJournal } from '${built('stores/auditJournal.js')}';
  const journal = await openAuditJournal({
    folder: ${JSON.stringify(folder)}, durability: '${durability}', maxBytes: 1024 ** 3, segmentBytes: 20_000,
  });
  for (let writer = 0; writer < ${writers}; writer++) void (async () => {
    for (let number = 0; ; number++) {
      await journal.write(JSON.stringify({ round: ${round}, writer, number, filling: 'x'.repeat(number % 300) }));
      writeSync(1, writer + ' ' + number + '\\n');
    }
  })();`;

interface Written {
  readonly round: number;
  readonly writer: number;
  readonly number: number;
}

test(`${rounds} kills lose no acknowledged line and repeat none`, { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder();
  /** For each round and writer the last number that was acknowledged. */
  const acknowledged: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const durability = round % 2 === 0 ? 'interval' : 'always';
    const child = spawn(
      process.execPath,
      ['--input-type=module', '--eval', program(folder.path, durability, round)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    // Any moment may come: how much was heard before it depends on chance, and some of it always was.
    const enough = 1 + Math.random() * 20_000;
    let heard = '';
    child.stdout.setEncoding('latin1').on('data', (words: string) => {
      heard += words;
      if (heard.length > enough) child.kill('SIGKILL');
    });
    await once(child, 'close');
    acknowledged.push(lastNumbers(heard));
  }

  const read = (await readAll(folder.path)).lines.map((line) => JSON.parse(line) as Written);
  for (let round = 0; round < rounds; round += 1) {
    for (let writer = 0; writer < writers; writer += 1) {
      const numbers = read
        .filter((one) => one.round === round && one.writer === writer)
        .map((one) => one.number);
      // From 0, each once and in order.
      expect(numbers).toEqual(numbers.map((_, i) => i));
      // One may have been written without its acknowledgement being heard, and no more.
      const unheard = numbers.length - 1 - (acknowledged[round]?.[writer] ?? -1);
      expect(unheard, `round ${round}, writer ${writer}`).toBeOneOf([0, 1]);
    }
  }
  expect(read.length).toBeGreaterThan(rounds * writers);
  expect((await segments(folder.path)).length).toBeGreaterThan(rounds);
});

function lastNumbers(heard: string): number[] {
  const last: number[] = Array.from({ length: writers }, () => -1);
  // What follows the last newline was cut short.
  for (const line of heard.split('\n').slice(0, -1)) {
    const [writer = 0, number = 0] = line.split(' ').map(Number);
    last[writer] = number;
  }
  return last;
}
