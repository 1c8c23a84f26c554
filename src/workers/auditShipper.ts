/**
 * Ships the journals of audited requests to the event store, each entry exactly once, however often anybody dies.
 *
 * How far a journal is shipped stands in the last event of its node's stream and nowhere else: a batch says where in the
 * journal it ends, and is appended at exactly the revision behind which it was read. Of two who ship the same journal,
 * one loses each race and looks again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { requestAuditCodec, requestAuditStream } from '../domain/auditEntry.ts';
import { discardShipped, type JournalPosition } from '../stores/auditJournal.ts';
import { WrongExpectedRevision } from '../stores/errors.ts';
import type { EventStore, ExpectedRevision } from '../stores/eventStore.ts';
import { batchEvent } from './auditBatch.ts';
import { damagedFile, nextEntries, putAside } from './auditReading.ts';

/** A node's journal on this machine. */
export interface NodeJournal {
  readonly node: string;
  readonly folder: string;
}

export interface ShipperOptions {
  /** The journals that can be read here, asked again and again: API processes come and go. */
  readonly journals: () => Promise<readonly NodeJournal[]>;
  readonly eventStore: EventStore;
  readonly now: () => Date;
  readonly log: { warn(details: object, message: string): void };
  readonly signal: AbortSignal;
  /** Hears of every batch how many entries it had. */
  readonly shipped?: (entries: number) => void;
  /** Hears of each node how far its journal is shipped; `undefined` before its first batch. */
  readonly reached?: (node: string, to: JournalPosition | undefined) => void;
}

/** How far a journal is shipped, and the revision of the stream behind which the next batch goes. */
interface Shipped {
  readonly revision: ExpectedRevision;
  readonly to: JournalPosition | undefined;
}

/** Says of a journal why it waits; the same only once in a row. */
type Complain = (journal: NodeJournal, details: object, message: string) => void;

const lookEveryMs = 200;
const longestPauseMs = 5000;

/**
 * Resolves when the signal aborts. Whatever is away or wrong is logged and tried again: the journals keep what is not
 * shipped.
 */
export async function shipAudit(options: ShipperOptions): Promise<void> {
  const { journals, log, signal } = options;
  const known = new Map<string, Shipped>();
  const complain = complaints(log);
  let pauseMs = lookEveryMs;
  while (!signal.aborted) {
    try {
      const found = await journals();
      const rounds = await Promise.allSettled(
        found.map((journal) => ship(journal, known, complain, options)),
      );
      const failed = rounds.find((round) => round.status === 'rejected');
      if (failed) throw failed.reason;
      pauseMs = lookEveryMs;
    } catch (error) {
      log.warn({ err: error }, 'audit entries wait in the journal; shipping is tried again');
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Ships what the journal holds at this moment, as far as this version can read it. */
async function ship(
  journal: NodeJournal,
  known: Map<string, Shipped>,
  complain: Complain,
  { eventStore, now, log, signal, shipped: report, reached }: ShipperOptions,
): Promise<void> {
  const { node, folder } = journal;
  let shipped = known.get(node) ?? (await catchUp(eventStore, journal, complain));
  while (!signal.aborted) {
    known.set(node, shipped);
    reached?.(node, shipped.to);
    const next = await nextEntries(folder, shipped.to);
    if (next.kind === 'nothing') {
      // A segment whose successor is empty: a full disk may wait for just this room.
      if (shipped.to !== undefined) await discard(journal, shipped.to, complain);
      return;
    }
    if (next.kind === 'foreign') {
      complain(
        journal,
        { ...next.at, err: next.reason },
        'a newer version wrote this audit entry: all from here on waits in the journal for a worker of that version',
      );
      return;
    }
    const { entries, to, damaged } = next;
    const lines = await putAside(folder, damaged);
    if (lines > 0)
      log.warn({ node, lines }, `the journal is damaged; what was left of lines is in ${damagedFile}`);
    try {
      const event = batchEvent(node, to, entries, now());
      const { revision } = await eventStore.append(requestAuditStream(node), [event], shipped.revision);
      const turned = shipped.to?.segment !== to.segment;
      shipped = { revision, to };
      report?.(entries.length);
      if (turned) await discard(journal, to, complain);
    } catch (error) {
      known.delete(node); // what was believed may be wrong, whatever the error
      if (!(error instanceof WrongExpectedRevision)) throw error;
      shipped = await catchUp(eventStore, journal, complain);
    }
  }
}

/** What the node's stream says; what it holds already is discarded. */
async function catchUp(eventStore: EventStore, journal: NodeJournal, complain: Complain): Promise<Shipped> {
  const last = await eventStore.lastEvent(requestAuditStream(journal.node));
  if (last === undefined) return { revision: 'no_stream', to: undefined };
  const { to } = requestAuditCodec.decode(last).data;
  await discard(journal, to, complain);
  return { revision: last.revision, to };
}

async function discard(journal: NodeJournal, to: JournalPosition, complain: Complain): Promise<void> {
  if (await discardShipped(journal.folder, to)) return;
  complain(
    journal,
    { folder: journal.folder, shippedTo: to },
    'the segments of this journal are named before what was shipped of it, and will not be: its folder was emptied or ' +
      'restored, or the clock went back',
  );
}

function complaints(log: ShipperOptions['log']): Complain {
  const said = new Map<string, string>();
  return ({ node }, details, message) => {
    const what = JSON.stringify(details) + message;
    if (said.get(node) === what) return;
    said.set(node, what);
    log.warn({ node, ...details }, message);
  };
}
