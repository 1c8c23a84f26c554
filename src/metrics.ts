/**
 * What is counted and timed, in Prometheus's terms: names end in their unit, and every label has few values, known
 * beforehand. Never a key, a merchant or a path: whoever reads the metrics may read none of these.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ApiProcesses } from './apiProcesses.ts';
import { outcomes } from './domain/auditEntry.ts';
import type { TurnsLoad } from './domain/turns.ts';
import type { AttemptOutcome } from './domain/webhookDelivery.ts';
import type { CacheLoad } from './http/keyCache.ts';
import type { RequestObserver } from './http/observer.ts';
import type { MetricsText } from './http/routes/metrics.ts';
import { mergedMetrics } from './mergedMetrics.ts';
import { projectionMetrics } from './projectionMetrics.ts';
import type { JournalStatus } from './stores/auditJournal.ts';
import type { DeliveryBacklog } from './stores/webhookDeliveries.ts';
import type { Progress } from './workers/projectionProgress.ts';

export interface Metrics extends RequestObserver, MetricsText {
  readonly projection: (group: string, progress: Progress) => void;
  readonly shipped: (entries: number) => void;
  /** A key's end that was due to be announced is. */
  readonly announced: () => void;
  readonly webhookAttempt: (outcome: AttemptOutcome) => void;
  /** Each of these is asked whenever the metrics are read. */
  readonly readScrypt: (load: () => TurnsLoad) => void;
  readonly readKeyCache: (load: () => CacheLoad) => void;
  readonly readJournal: (status: () => JournalStatus) => void;
  /** Bytes that are in a journal and not shipped. */
  readonly readBacklog: (bytes: () => Promise<number>) => void;
  readonly readDeliveries: (backlog: () => Promise<DeliveryBacklog>) => void;
  /** With these the metrics are those of all: each sample says whose it is. */
  readonly readApiProcesses: (processes: Pick<ApiProcesses, 'load' | 'metrics'>) => void;
}

const verificationBuckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];
const answerBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const statusClasses = ['', '1xx', '2xx', '3xx', '4xx', '5xx'];

/**
 * Metrics of one service, with Node's own, in Prometheus's text format. What cannot be read at a time shows as `NaN`.
 * @param now the clock of this machine: ages are told by it
 */
export function createMetrics(now: () => Date): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const readers: (() => void | Promise<void>)[] = [];
  let others: ApiProcesses['metrics'] | undefined;
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const total = (name: string, help: string) => new Counter({ name, help, registers });

  const requests = new Counter({
    name: 'keyledger_requests_total',
    help: 'Requests with a key (and verify), by the verdict on it',
    labelNames: ['outcome'],
    registers,
  });
  // Counted here and shown when read: a seventh of what counting there costs, once a request.
  const judged = new Map(outcomes.map((outcome) => [outcome, 0]));
  readers.push(() => {
    requests.reset();
    for (const [outcome, count] of judged) requests.inc({ outcome }, count);
  });
  const verification = new Histogram({
    name: 'keyledger_verification_seconds',
    help: 'Time to judge a key',
    buckets: verificationBuckets,
    registers,
  });
  const answers = new Histogram({
    name: 'keyledger_http_request_seconds',
    help: 'Time to answer a request, by route and status class',
    labelNames: ['route', 'status'],
    buckets: answerBuckets,
    registers,
  });
  const shipped = total('keyledger_audit_shipped_entries_total', 'Audit entries appended to the event store');
  const announced = total(
    'keyledger_expiry_announcements_total',
    "Announcements of keys' ends seen to when due",
  );
  const attempts = new Counter({
    name: 'keyledger_webhook_attempts_total',
    help: 'Attempts to deliver a webhook, by how they ended',
    labelNames: ['result'],
    registers,
  });
  const projections = projectionMetrics(registers, now);
  readers.push(() => projections.refresh());

  return {
    request: (outcome) => judged.set(outcome, (judged.get(outcome) ?? 0) + 1),
    verification: (seconds) => verification.observe(seconds),
    answer: (route = 'none', status, seconds) =>
      answers.observe({ route, status: statusClasses[Math.floor(status / 100)] ?? '' }, seconds),
    projection: (group, progress) => projections.report(group, progress),
    shipped: (entries) => shipped.inc(entries),
    announced: () => announced.inc(),
    webhookAttempt: (outcome) => attempts.inc({ result: outcome.delivered ? 'delivered' : outcome.error }),

    readScrypt(load) {
      const running = gauge('keyledger_scrypt_running', 'Hashes of keys (scrypt) that run now');
      const waiting = gauge('keyledger_scrypt_waiting', 'Hashes that wait for their turn');
      const refused = total('keyledger_scrypt_refused_total', 'Hashes refused because too many waited');
      readers.push(() => {
        const is = load();
        running.set(is.running);
        waiting.set(is.waiting);
        raise(refused, is.refused);
      });
    },
    readKeyCache(load) {
      const keys = gauge('keyledger_keys_in_memory', 'Secrets of keys that this process has in its memory');
      const lookups = new Counter({
        name: 'keyledger_key_lookups_total',
        help: 'Look-ups of keys that bear our MAC, by where they were answered',
        labelNames: ['source'],
        registers,
      });
      readers.push(() => {
        const is = load();
        keys.set(is.keys);
        lookups.reset();
        lookups.inc({ source: 'memory' }, is.hits);
        lookups.inc({ source: 'postgres' }, is.misses);
      });
    },
    readJournal(status) {
      const bytes = gauge('keyledger_journal_bytes', 'Size of the audit journal of this process');
      const lines = total('keyledger_journal_entries_total', 'Audit entries recorded in it');
      const refused = total('keyledger_journal_refused_total', 'Audit entries that it did not take');
      const failures = total('keyledger_journal_failures_total', 'Times that its file system failed');
      readers.push(() => {
        const is = status();
        bytes.set(is.bytes);
        raise(lines, is.lines);
        raise(refused, is.refused);
        raise(failures, is.failures);
      });
    },
    readBacklog(bytes) {
      const backlog = gauge(
        'keyledger_journal_backlog_bytes',
        'Bytes in audit journals that are not shipped yet',
      );
      readers.push(async () => backlog.set(await bytes().catch(() => NaN)));
    },
    readDeliveries(backlog) {
      const oldest = gauge(
        'keyledger_webhook_oldest_pending_seconds',
        'Age of the oldest webhook delivery that is not finished',
      );
      const dead = gauge('keyledger_webhook_dead_letters', 'Webhook deliveries that were given up');
      readers.push(async () => {
        const is = await backlog().catch(() => undefined);
        oldest.set(is?.oldestPendingSeconds ?? NaN);
        dead.set(is?.deadLetters ?? NaN);
      });
    },
    readApiProcesses(processes) {
      const answering = gauge('keyledger_api_processes', 'API processes that answer behind the port');
      const ended = total('keyledger_api_process_ends_total', 'API processes that ended without being asked');
      readers.push(() => {
        const is = processes.load();
        answering.set(is.running);
        raise(ended, is.ended);
      });
      others = () => processes.metrics();
    },
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    async text() {
      await Promise.all(readers.map(async (read) => read()));
      const own = `${await registry.metrics()}\n${await ofProcess().metrics()}`;
      return others === undefined ? own : mergedMetrics(new Map([['primary', own], ...(await others())]));
    },
  };
}

/** Sets a counter to what somebody else has counted. */
function raise(counter: Counter, value: number): void {
  counter.reset();
  counter.inc(value);
}

let processRegistry: Registry | undefined;
/** Node's own. They speak of the process, and nothing ever ends them: services that share a process share them. */
function ofProcess(): Registry {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}
