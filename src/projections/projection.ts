/**
 * A read model as a pure function of events: which tables it has, and what to write for events. The runner in
 * `src/workers` does the writing, rows and checkpoint in one transaction.
 */
import type { RecordedEvent } from '../stores/eventStore.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What to write for events that follow each other, as many as are written together. @throws UnreadableEvent */
export type Project = (events: readonly RecordedEvent[]) => readonly Statement[];

/** Rows that change: what is to be written depends on what is there. */
export interface Fold {
  /** What is there of all that these events touch; none when that is nothing. */
  readonly held: (events: readonly RecordedEvent[]) => Statement | undefined;
  /** Goes on from what `held` has found, and remembers what it had written: for one transaction. */
  readonly from: (found: readonly unknown[]) => Project;
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
  /** What its tables are, made of the events alone, or of the events and what is there; absent where it has none. */
  readonly project?: Project | Fold;
  /**
   * What an event causes outside of the tables. What these have of its own stream, and of streams of other kinds, is then as of
   * this very event; of other streams of its kind there may be more. Not asked for when the tables are made anew and the event
   * was processed here before, or is older than they are. @throws UnreadableEvent
   */
  readonly effects?: (event: RecordedEvent) => readonly Statement[];
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
