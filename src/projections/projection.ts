/**
 * A read model as a pure function of events: which tables it has, and what to write for an event. The runner in
 * `src/workers` does the writing, rows and checkpoint in one transaction.
 */
import type { RecordedEvent } from '../stores/eventStore.ts';

export interface Write {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a projection is told beside the event. */
export interface Circumstances {
  /**
   * The event was processed here before, and the tables are being made anew; or it is older than they are. What it causes
   * outside of them must not be caused again.
   */
  readonly replayed: boolean;
}

export interface Projection {
  readonly name: string;
  /**
   * Raised whenever the tables or their contents change: the next start drops and replays them, and an older version
   * refuses to run on them. A projection that joins a group raises the version of one that was there.
   */
  readonly version: number;
  /** SQL that makes the read model's tables. */
  readonly create: string;
  /** SQL that removes them, also when they are not there. */
  readonly drop: string;
  /** @throws UnreadableEvent for an event that it cannot read. */
  readonly project: (event: RecordedEvent, circumstances: Circumstances) => readonly Write[];
  /** The same for all events of a transaction, where that is less to write: its writes follow those of all others. */
  readonly projectTogether?: (events: readonly RecordedEvent[]) => readonly Write[];
}

/** Projections that share a subscription, a checkpoint and a transaction, so that their tables never disagree. */
export interface ProjectionGroup {
  readonly name: string;
  /** Which streams feed it. */
  readonly streamPrefixes: readonly string[];
  readonly projections: readonly Projection[];
  /** How many events a transaction may take, and memory hold, where the usual number would be too much: for large ones. */
  readonly eventsAtOnce?: number;
}
