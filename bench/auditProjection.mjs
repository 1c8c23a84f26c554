/**
 * How many audited requests a second become rows of the audit and counts of the usage:
 *
 *   npm run build && node bench/auditProjection.mjs [batches] [entries a batch]
 *
 * The real projections write through the real writer, rows and checkpoint in one transaction, on one connection, as the
 * application's role. 5,000 keys of 500 merchants, one request in ten refused, the times in order. The baseline of the same
 * run is the same rows in a table without any index, one statement a batch, a commit each.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { orderedIds } from '../dist/domain/orderedId.js';
import { requestProjections } from '../dist/projections/requests.js';
import { readCheckpoint } from '../dist/stores/checkpoints.js';
import { writeEvents } from '../dist/workers/projectionWriter.js';
import { withAuditDatabase } from './auditDatabase.mjs';

const BATCHES = Number(process.argv[2] ?? 600);
const ENTRIES = Number(process.argv[3] ?? 700);
const KEYS = 5000;
const MERCHANTS = 500;
const REFUSALS = ['KEY_REVOKED', 'IP_NOT_ALLOWED', 'RATE_LIMIT_EXCEEDED', 'INSUFFICIENT_SCOPE'];

const nextId = orderedIds(randomBytes);
let clock = Date.UTC(2026, 0, 31, 23);

function entry() {
  clock += Math.random() < 0.05 ? 1 : 0;
  const key = Math.floor(Math.random() * KEYS);
  const refused = Math.random() < 0.1;
  return {
    timestamp: new Date(clock).toISOString(),
    apiKeyId: `key_${String(key).padStart(22, '0')}`,
    apiKeyName: `Integration ${key}`,
    merchantId: `merchant_${key % MERCHANTS}`,
    endpoint: '/public/api/v1/invoices',
    method: 'POST',
    status: refused ? 403 : 201,
    ip: '192.168.1.100',
    id: nextId(clock),
    prefix: 'sntr_abcdefghijk',
    outcome: refused ? REFUSALS[key % REFUSALS.length] : 'ALLOWED',
    requestId: randomUUID(),
    userAgent: 'curl/8.5.0',
  };
}

let position = 0n;

/** @returns {import('../src/stores/eventStore.ts').RecordedEvent} */
function batch() {
  position += 1n;
  return {
    id: randomUUID(),
    stream: 'requestAudit-bench',
    revision: position,
    position: { commit: position, prepare: position },
    created: new Date(),
    type: 'RequestsAudited',
    data: {
      node: 'bench',
      to: { segment: '0', offset: 0 },
      entries: Array.from({ length: ENTRIES }, entry),
    },
    metadata: { version: 1, at: new Date().toISOString(), actor: 'keyledger' },
  };
}

const atOnce = requestProjections.eventsAtOnce ?? 1;

await withAuditDatabase(async ({ application, owner }) => {
  await owner.query('create table bare as select * from audit');
  await owner.query('grant insert on bare to bench');
  const projections = /** @type {readonly import('../src/projections/projection.ts').Projection[]} */ (
    requestProjections.projections
  );
  const insert = projections
    .flatMap(({ project }) => (typeof project === 'function' ? project([batch()]) : []))
    .find(({ text }) => text.includes('insert into audit'));
  if (insert === undefined) throw new Error('No projection writes the audit');
  const bareInsert = insert.text.replace('insert into audit', 'insert into bare');

  await application.session(async (session) => {
    let checkpoint = /** @type {import('../src/stores/checkpoints.ts').Checkpoint} */ (
      await readCheckpoint(session, requestProjections.name)
    );
    const bare = { entries: 0, seconds: 0, cpu: 0 };
    const real = { entries: 0, seconds: 0, cpu: 0 };
    for (let done = 0; done < BATCHES; done += atOnce) {
      const events = Array.from({ length: Math.min(atOnce, BATCHES - done) }, batch);
      await timed(bare, events.length * ENTRIES, async () => {
        for (const { data } of events) {
          await session.prepared(bareInsert, [
            JSON.stringify(/** @type {{ entries: unknown }} */ (data).entries),
          ]);
        }
      });
      await timed(real, events.length * ENTRIES, async () => {
        checkpoint = /** @type {typeof checkpoint} */ (
          await writeEvents(session, requestProjections, checkpoint, events, false)
        );
      });
    }
    print(bare, real);
  });
});

/**
 * @typedef {{ entries: number, seconds: number, cpu: number }} Total
 * @param {Total} total
 * @param {number} entries
 * @param {() => Promise<void>} work
 */
async function timed(total, entries, work) {
  const began = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  total.seconds += (performance.now() - began) / 1000;
  total.cpu += user + system;
  total.entries += entries;
}

/** @param {Total} total */
function rate({ entries, seconds }) {
  return entries / seconds;
}

/**
 * @param {Total} bare
 * @param {Total} real
 */
function print(bare, real) {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ` +
      `${BATCHES} batches of ${ENTRIES} entries\n`,
  );
  console.log('| what | entries/s | ratio | µs of the writing process |\n|---|---:|---:|---:|');
  for (const [name, total] of Object.entries({
    'a table without index': bare,
    'audit and usage': real,
  })) {
    const ratio = (rate(total) / rate(bare)).toFixed(2);
    console.log(
      `| ${name} | ${Math.round(rate(total)).toLocaleString('en')} | ${ratio} | ${(total.cpu / total.entries).toFixed(1)} |`,
    );
  }
}
