/** From the journal to the event store: each entry once, whoever is away, dies or does the same work twice. */
import { randomBytes } from 'node:crypto';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  journalLine,
  mostBytesInBatch,
  mostEntriesInBatch,
  requestAuditCodec,
  requestAuditStream,
  type AuditEntry,
} from '../../src/domain/auditEntry.ts';
import { orderedIds } from '../../src/domain/orderedId.ts';
import { journalBacklog, openAuditJournal, type AuditJournal } from '../../src/stores/auditJournal.ts';
import { systemFiles, type JournalFiles } from '../../src/stores/auditJournal/files.ts';
import { segmentSize } from '../../src/stores/auditJournal/segments.ts';
import { connectEventStore, type EventStore } from '../../src/stores/eventStore.ts';
import { batchEvent } from '../../src/workers/auditBatch.ts';
import { shipAudit } from '../../src/workers/auditShipper.ts';
import { eventually } from '../support/condition.ts';
import { startFaultyEventStore } from '../support/faultyEventStore.ts';
import { temporaryFolder, type TestFolder } from '../support/folder.ts';
import { startTestStores, type TestStores } from '../support/stores.ts';

const node = 'host.0123456789abcdef';

let folder: TestFolder;
let stores: TestStores;
let journal: AuditJournal;
let shippers: Shipper[];
/** How often a shipper began a round. */
let looks = 0;
beforeEach(async () => {
  folder = await temporaryFolder();
  stores = await startTestStores();
  journal = await openJournal();
  shippers = [];
});
afterEach(async () => {
  await Promise.all(shippers.map((shipper) => shipper.stop()));
  await journal.close();
  await stores.stop();
  await folder[Symbol.asyncDispose]();
});

interface Shipper {
  readonly said: readonly string[];
  stop(): Promise<void>;
}

function openJournal(
  segmentBytes = 64 * 1024,
  files = systemFiles,
  now: () => number = Date.now,
): Promise<AuditJournal> {
  const { path } = folder;
  return openAuditJournal({
    folder: path,
    durability: 'interval',
    maxBytes: 2 ** 30,
    segmentBytes,
    files,
    now,
  });
}

function startShipper(eventStore: EventStore = stores.eventStore): Shipper {
  const abort = new AbortController();
  const said: string[] = [];
  const ended = shipAudit({
    journals: async () => {
      looks += 1;
      return [{ node, folder: folder.path }];
    },
    eventStore,
    now: () => new Date(),
    log: { warn: (_, message) => said.push(message) },
    signal: abort.signal,
  });
  const shipper = {
    said,
    async stop() {
      abort.abort();
      await ended;
    },
  };
  shippers.push(shipper);
  return shipper;
}

const nextId = orderedIds(randomBytes);

function entry(requestId: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  const now = new Date();
  return {
    timestamp: now.toISOString(),
    apiKeyId: 'key_1',
    apiKeyName: 'A key',
    merchantId: 'm_1',
    endpoint: '/public/api/v1/sales',
    method: 'GET',
    status: 200,
    ip: '203.0.113.7',
    id: nextId(now.getTime()),
    prefix: 'sntr_AAAAAAAAAAA',
    outcome: 'ALLOWED',
    requestId,
    userAgent: null,
    ...changes,
  };
}

/** Writes so many entries, numbered on from `first`. */
async function write(count: number, first = 0, changes: Partial<AuditEntry> = {}): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, at) => journal.write(journalLine(entry(String(first + at), changes)))),
  );
}

async function batches(eventStore: EventStore = stores.eventStore) {
  const events = await eventStore.readStream(requestAuditStream(node));
  return events.map((event) => requestAuditCodec.decode(event).data);
}

async function shippedIds(eventStore?: EventStore): Promise<readonly string[]> {
  return (await batches(eventStore)).flatMap(({ entries }) => entries.map(({ requestId }) => requestId));
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));

async function untilShipped(count: number, eventStore?: EventStore): Promise<void> {
  await eventually(
    `${count} entries are shipped`,
    async () => (await shippedIds(eventStore)).length >= count,
  );
  expect(await shippedIds(eventStore)).toEqual(numbers(count));
}

/** Resolves when so many rounds have begun and, but for the last one, ended. */
async function rounds(count: number): Promise<void> {
  const goal = looks + count + 1;
  await eventually('shippers look again', () => looks >= goal);
}

const segments = async () => (await readdir(folder.path)).filter((name) => name.endsWith('.ndjson'));

test('given entries, then they are shipped once, in order, in batches within the limits, and shipped segments go', async () => {
  for (let first = 0; first < 2500; first += 100) await write(100, first);
  await write(700, 2500, { userAgent: 'x'.repeat(200), endpoint: `/${'y'.repeat(400)}` });
  expect((await segments()).length).toBeGreaterThan(3);
  startShipper();
  await untilShipped(3200);
  const sizes = (await batches()).map(({ entries }) => entries.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(mostEntriesInBatch);
  for (const { entries, node: from } of await batches()) {
    expect(from).toBe(node);
    expect(Buffer.byteLength(entries.map(journalLine).join('\n'))).toBeLessThanOrEqual(mostBytesInBatch);
  }
  await eventually('only the newest segment is left', async () => (await segments()).length === 1);
});

test('given a full disk, then what is shipped makes room, though nothing could be written behind it', async () => {
  await journal.close();
  const capacity = 10_000;
  const room: JournalFiles['write'] = async (file, data, at) => {
    const sizes = await Promise.all((await segments()).map((name) => segmentSize(folder.path, name)));
    if (sizes.reduce((sum, size) => sum + size, data.length) > capacity) throw new Error('ENOSPC: injected');
    return systemFiles.write(file, data, at);
  };
  journal = await openJournal(64 * 1024, { ...systemFiles, write: room });
  const taken = (number: number) =>
    write(1, number).then(
      () => true,
      () => false,
    );
  let written = 0;
  while (await taken(written)) written += 1;
  startShipper();
  await untilShipped(written);
  await eventually('entries are taken again', () => taken(written));
  await untilShipped(written + 1);
});

test('given a shipper that is ended and begun again and again while entries come, then none is lost or repeated', async () => {
  const total = 3000;
  let written = 0;
  const writing = (async () => {
    for (; written < total; written += 50) await write(50, written);
  })();
  for (let goal = 200; goal <= total; goal += 200) {
    const shipper = startShipper();
    await eventually('some more are written', () => written >= goal);
    await shipper.stop();
  }
  await writing;
  startShipper();
  await untilShipped(total);
});

test('given several who ship the same journal, then each entry is shipped once', async () => {
  for (let at = 0; at < 4; at += 1) startShipper();
  for (let first = 0; first < 1500; first += 100) await write(100, first);
  await untilShipped(1500);
});

test('given an API that died in the middle of a line and a new one, then the half line is passed over', async () => {
  await write(3);
  await journal.close();
  const [last = ''] = (await segments()).toSorted().toReversed();
  await appendFile(join(folder.path, last), journalLine(entry('half')).slice(0, 50));
  startShipper();
  await untilShipped(3);
  journal = await openJournal();
  await write(3, 3);
  await untilShipped(6);
});

test('given an event store that is away, then entries wait, and are shipped when it is back', async () => {
  const shipper = startShipper();
  await write(10);
  await untilShipped(10);
  await stores.stopEventStore();
  await write(1500, 10);
  await eventually('it was said', () => shipper.said.length > 0);
  await stores.restartEventStore();
  await untilShipped(1510);
});

test('given answers that are lost, then what was stored is not stored again', async () => {
  const faulty = await startFaultyEventStore();
  const eventStore = connectEventStore(faulty.url, { totalMs: 600, attemptMs: 200 });
  try {
    await write(5);
    faulty.appendFaults.push('stored, then silence', 'silence', 'silence', 'silence', 'silence', 'silence');
    const first = startShipper(eventStore);
    await eventually('the shipper gave up once', () => first.said.length > 0);
    await write(5, 5);
    await untilShipped(10, eventStore);
    await first.stop();
  } finally {
    await eventStore.close();
    await faulty.stop();
  }
});

test('given an entry of a newer version, then what is before it is shipped, and all from there on waits for a worker that can read it', async () => {
  await write(2);
  await journal.write('{"of":"a newer version"}');
  await write(2, 2);
  const shipper = startShipper();
  await untilShipped(2);
  await eventually('it was said', () => shipper.said.length > 0);
  await write(1, 4);
  await rounds(3);
  expect(shipper.said).toEqual([expect.stringMatching(/newer version.*waits/)]);
  expect(await shippedIds()).toEqual(numbers(2));
  expect(await readdir(folder.path)).not.toContain('unreadable.txt');
  const { to } = (await batches()).at(-1) ?? {};
  const behind = ['{"of":"a newer version"}', ...[2, 3, 4].map((n) => journalLine(entry(String(n))))];
  expect(await journalBacklog(folder.path, to)).toBe(`${behind.join('\n')}\n`.length);
});

test('given a line that is no JSON text any more, then it is put aside once, and all others are shipped', async () => {
  await write(2);
  await journal.write('{"of":"nobody"}');
  await write(2, 2);
  await journal.close();
  // As an operator would who knows that no version wrote it.
  const [name = ''] = await segments();
  const path = join(folder.path, name);
  await writeFile(path, (await readFile(path, 'utf8')).replace('{"of"', 'x"of"'));
  journal = await openJournal();
  await write(1, 4);
  await stores.stopEventStore();
  const shipper = startShipper();
  await eventually(
    'it was tried again',
    () => shipper.said.filter((said) => /tried again/.test(said)).length > 1,
  );
  await stores.restartEventStore();
  await untilShipped(5);
  expect(shipper.said.filter((said) => /damaged/.test(said))).toHaveLength(1);
  expect(await readFile(join(folder.path, 'unreadable.txt'), 'utf8')).toBe('x"of":"nobody"}\n');
});

test('given segments that are named before what was shipped, then it is said, and they are left alone', async () => {
  await write(3);
  const shipper = startShipper();
  await untilShipped(3);
  await journal.close();
  for (const name of await segments()) await rm(join(folder.path, name));
  journal = await openJournal(1, systemFiles, () => 1);
  for (let n = 3; n < 6; n += 1) await write(1, n);
  await eventually('it was said', () => shipper.said.length > 0);
  startShipper();
  await rounds(3);
  expect(shipper.said).toEqual([expect.stringMatching(/clock went back/)]);
  expect(await shippedIds()).toEqual(numbers(3));
  expect(await segments()).toHaveLength(3);
  const { to } = (await batches()).at(-1) ?? {};
  expect(await journalBacklog(folder.path, to)).toBeGreaterThan(0);
});

test('given a batch that was made before, then it has the same id; one that goes further has another', () => {
  const [one, two] = [entry('1'), entry('2')];
  const at = (offset: number) => ({ segment: '0001772119800000.ndjson', offset });
  const id = batchEvent(node, at(10), [one], new Date(0)).id;
  expect(batchEvent(node, at(10), [one], new Date(1)).id).toBe(id);
  expect(batchEvent(node, at(20), [one, two], new Date(0)).id).not.toBe(id);
});
