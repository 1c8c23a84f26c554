/**
 * Ships the journals of audited requests to the event store, each entry exactly once, however often anybody dies.
 *
 * How far a journal is shipped stands in the last event of its node's stream and nowhere else: a batch says where in the
 * journal it ends, and is appended at exactly the revision behind which it was read. Of two who ship the same journal,
 * one loses each race and looks again.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  mostBytesInBatch,
  mostEntriesInBatch,
  requestAuditCodec,
  requestAuditStream,
} from '../domain/auditEntry.ts';
import { discardShipped, readJournal, type JournalPosition } from '../stores/auditJournal.ts';
import { WrongExpectedRevision } from '../stores/errors.ts';
import type { EventStore, ExpectedRevision } from '../stores/eventStore.ts';
import { batchEvent, readLines } from './auditBatch.ts';

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

const limits = { maxLines: mostEntriesInBatch, maxBytes: mostBytesInBatch };
const lookEveryMs = 200;
const longestPauseMs = 5000;
/** Lines that hold no entry are put here, beside the journal: they may be all that is left of one. */
const unreadableFile = 'unreadable.txt';

/**
 * Resolves when the signal aborts. Whatever is away or wrong is logged and tried again: the journals keep what is not
 * shipped.
 */
export async function shipAudit(options: ShipperOptions): Promise<void> {
  const { journals, log, signal } = options;
  const known = new Map<string, Shipped>();
  let pauseMs = lookEveryMs;
  while (!signal.aborted) {
    try {
      const found = await journals();
      const rounds = await Promise.allSettled(found.map((journal) => ship(journal, known, options)));
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

/** Ships what the journal holds at this moment. */
async function ship(
  journal: NodeJournal,
  known: Map<string, Shipped>,
  { eventStore, now, log, signal, shipped: report, reached }: ShipperOptions,
): Promise<void> {
  const { node, folder } = journal;
  let shipped = known.get(node) ?? (await catchUp(eventStore, journal));
  while (!signal.aborted) {
    known.set(node, shipped);
    reached?.(node, shipped.to);
    const batch = await readJournal(folder, shipped.to, limits);
    if (batch === undefined) {
      // A segment whose successor is empty: a full disk may wait for just this room.
      if (shipped.to !== undefined) await discardShipped(folder, shipped.to);
      return;
    }
    const { entries, unreadable } = readLines(batch.lines);
    if (unreadable.length > 0) {
      await appendFile(join(folder, unreadableFile), `${unreadable.join('\n')}\n`, { mode: 0o600 });
      log.warn(
        { node, lines: unreadable.length },
        `lines of the journal hold no entry; see ${unreadableFile}`,
      );
    }
    if (entries.length === 0) {
      shipped = { ...shipped, to: batch.to };
      continue;
    }
    try {
      const event = batchEvent(node, batch.to, entries, now());
      const { revision } = await eventStore.append(requestAuditStream(node), [event], shipped.revision);
      const turned = shipped.to?.segment !== batch.to.segment;
      shipped = { revision, to: batch.to };
      report?.(entries.length);
      if (turned) await discardShipped(folder, batch.to);
    } catch (error) {
      known.delete(node); // what was believed may be wrong, whatever the error
      if (!(error instanceof WrongExpectedRevision)) throw error;
      shipped = await catchUp(eventStore, journal);
    }
  }
}

/** What the node's stream says; what it holds already is discarded. */
async function catchUp(eventStore: EventStore, { node, folder }: NodeJournal): Promise<Shipped> {
  const last = await eventStore.lastEvent(requestAuditStream(node));
  if (last === undefined) return { revision: 'no_stream', to: undefined };
  const { to } = requestAuditCodec.decode(last).data;
  await discardShipped(folder, to);
  return { revision: last.revision, to };
}
