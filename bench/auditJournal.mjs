/**
 * How fast the audit journal is, and how long a line waits:
 *
 *   npm run build && node bench/auditJournal.mjs [seconds a row] [rounds] [folder]
 *
 * 64 writers, each of which writes its next line of 350 bytes when the last one is durable; nothing else runs in the process, so these are
 * upper bounds. A row is the median of its rounds. The baseline is the same loop with a journal that does nothing and
 * answers in the next turn of the event loop; its ratio is of lines a second, and `µs a line` is the processor time of the whole process,
 * its threads included, which says better what a request pays. The folder is a temporary one on the system's disk unless another is named.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuditJournal } from '../dist/stores/auditJournal.js';

const SECONDS = Number(process.argv[2] ?? 3);
const ROUNDS = Number(process.argv[3] ?? 5);
const FOLDER = process.argv[4] ?? tmpdir();
const WRITERS = 64;
const LINE = JSON.stringify({ entry: 'x'.repeat(350 - '{"entry":""}'.length) });
/** Of the latencies, one in so many is kept. */
const SAMPLED = 16;

/**
 * @typedef {{ write(line: string): Promise<void>, close(): Promise<void>, status(): { lines: number, groups: number } }} Journal
 * @typedef {{ rate: number, micros: number, perGroup: number, p50: number, p99: number }} Measured
 */

/** @type {Record<string, () => Promise<Journal & { remove?: () => Promise<void> }>>} */
const journals = {
  none: async () => ({
    write: () => new Promise(setImmediate),
    close: async () => {},
    status: () => ({ lines: 0, groups: 0 }),
  }),
  interval: () => onDisk('interval'),
  always: () => onDisk('always'),
};

/** @param {'interval' | 'always'} durability */
async function onDisk(durability) {
  const folder = await mkdtemp(join(FOLDER, 'keyledger-bench-'));
  const journal = await openAuditJournal({ folder, durability, maxBytes: 64 * 1024 ** 3 });
  return { ...journal, remove: () => rm(folder, { recursive: true }) };
}

/**
 * @param {Journal} journal
 * @returns {Promise<Measured>}
 */
async function measure(journal) {
  /** @type {number[]} */
  const latencies = [];
  let lines = 0;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const end = begin + SECONDS * 1000;
  const writer = async () => {
    for (let now = begin; now < end; lines++) {
      const before = now;
      await journal.write(LINE);
      now = performance.now();
      if (lines % SAMPLED === 0) latencies.push(now - before);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { groups } = journal.status();
  await journal.close();
  const sorted = Float64Array.from(latencies);
  sorted.sort();
  return {
    rate: lines / seconds,
    micros: (user + system) / lines,
    perGroup: lines / groups,
    p50: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = Float64Array.from(numbers);
  sorted.sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** @type {Map<string, Measured[]>} */
const results = new Map(Object.keys(journals).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const [name, open] of Object.entries(journals)) {
    const journal = await open();
    try {
      results.get(name)?.push(await measure(journal));
    } finally {
      await journal.remove?.();
    }
  }

console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ` +
    `${WRITERS} writers, ${LINE.length} bytes a line, median of ${ROUNDS} × ${SECONDS} s\n`,
);
console.log('| durability | lines/s | ratio | µs a line | lines a write | p50 ms | p99 ms |');
console.log('|---|---:|---:|---:|---:|---:|---:|');
/**
 * @param {string} name
 * @param {keyof Measured} column
 */
const of = (name, column) => median((results.get(name) ?? []).map((row) => row[column]));
for (const name of results.keys()) {
  const ratio = (of(name, 'rate') / of('none', 'rate')).toFixed(3);
  const rate = Math.round(of(name, 'rate')).toLocaleString('en');
  const perGroup = name === 'none' ? '' : of(name, 'perGroup').toFixed(1);
  console.log(
    `| ${name} | ${rate} | ${ratio} | ${of(name, 'micros').toFixed(2)} | ${perGroup} | ${of(name, 'p50').toFixed(2)} | ${of(name, 'p99').toFixed(2)} |`,
  );
}
