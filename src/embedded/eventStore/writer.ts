/**
 * The one writer of the log. Commands queue while a commit is under way and go into the next one together, so the
 * cost of a commit is shared; an answer is given only after the commit that it rests on. When a commit fails nobody
 * knows whether it happened: everything in flight is answered UNAVAILABLE, what was known is forgotten and read anew
 * once Postgres is back, and an idempotent retry finds out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from './batch.ts';
import { COST_OF_ANY, costOf } from './cost.ts';
import { commit, gatherKnowledge, learn } from './commit.ts';
import type { Knowledge } from './commit.ts';
import { unavailable } from './errors.ts';
import type { Command, Outcome, RecordedEvent } from './events.ts';
import { openSession, SecondWriterError } from './session.ts';
import type { Session } from './session.ts';

export interface Writer {
  /** Resolves when the outcome is durable. Throws UNAVAILABLE when nothing is known about it. */
  execute(command: Command): Promise<Outcome>;
  /** Position of the last committed event. Throws UNAVAILABLE while it is not known. */
  position(): bigint;
  /** Finishes what is queued, as far as Postgres answers, refuses what comes later, gives up the lock. */
  stop(): Promise<void>;
}

export interface WriterOptions {
  readonly databaseUrl: string;
  readonly now: () => number;
  readonly newId: () => string;
  /** Called after each commit, in order, before the answers are given. */
  readonly onCommitted: (events: readonly RecordedEvent[]) => void;
  /** Called at the start and after each recovery: the log ends at `position`. */
  readonly onOpened: (position: bigint) => void;
  /** Called while another server writes: what is appended there is not heard of here. */
  readonly onSuperseded: () => void;
  /** Tells a person what happened to the connection. */
  readonly report: (message: string) => void;
}

interface Pending {
  readonly command: Command;
  readonly bytes: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

const START_LOCK_WAIT_MS = 5_000;
const RETRY_MS = 200;
/** For the commits that are queued; a Postgres that hangs does not finish them. */
const STOP_GRACE_MS = 2_000;
const BATCH_COMMANDS = 1_000;
const BATCH_BYTES = 8 * 1024 * 1024;
const QUEUE_BYTES = 128 * 1024 * 1024;

/** Throws `SecondWriterError`, or what `pg` throws when Postgres cannot be reached. */
export async function startWriter(options: WriterOptions): Promise<Writer> {
  const queue: Pending[] = [];
  let queuedBytes = 0;
  let committing: Promise<void> | undefined;
  let open: Knowledge | undefined = undefined;
  let recovering: Promise<void> | undefined;
  const stopping = new AbortController();

  async function begin(): Promise<void> {
    const session = await openSession(options.databaseUrl, START_LOCK_WAIT_MS, stopping.signal);
    open = await gatherKnowledge(session);
    session.onLost((error) => lose(session, error));
    options.onOpened(session.position);
  }

  function lose(session: Session, error: Error): void {
    if (open?.session !== session) return;
    open = undefined;
    for (const pending of queue.splice(0)) pending.reject(away(error));
    queuedBytes = 0;
    options.report(`The event store lost Postgres: ${error.message}`);
    recovering ??= recover(session);
  }

  async function recover(lost: Session): Promise<void> {
    await lost.close();
    let told = '';
    while (!stopping.signal.aborted && open === undefined) {
      try {
        await begin();
        options.report('The event store has Postgres back.');
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== told && !stopping.signal.aborted)
          options.report(`The event store cannot go on yet: ${reason}`);
        told = reason;
        if (error instanceof SecondWriterError) options.onSuperseded();
        await sleep(RETRY_MS);
      }
    }
    recovering = undefined;
  }

  function takeBatch(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const pending of queue) {
      if (count === BATCH_COMMANDS || (count > 0 && bytes + pending.bytes > BATCH_BYTES)) break;
      bytes += pending.bytes;
      count++;
    }
    queuedBytes -= bytes;
    return queue.splice(0, count);
  }

  function publish(known: Knowledge, batch: Batch): void {
    // A session that was lost meanwhile has a successor that read the log anew, these events included.
    if (open !== known) throw new Error('the connection was lost');
    learn(known, batch);
    if (batch.events.length > 0) options.onCommitted(batch.events);
  }

  async function commitQueue(): Promise<void> {
    // All requests that the event loop has at hand share the first commit.
    await new Promise(setImmediate);
    while (open !== undefined && queue.length > 0) {
      const current: Knowledge = open;
      const waiting = takeBatch();
      try {
        const commands = waiting.map((pending) => pending.command);
        const batch = await commit(current, commands, options);
        publish(current, batch);
        batch.outcomes.forEach((outcome, index) => waiting[index]?.resolve(outcome));
      } catch (error) {
        const cause = error instanceof Error ? error : new Error(String(error));
        for (const pending of waiting) pending.reject(away(cause));
        lose(current.session, cause);
      }
    }
    // Cleared here and not when the promise settles: a command that comes in between would never be taken.
    committing = undefined;
  }

  await begin();

  return {
    execute(command) {
      if (stopping.signal.aborted) return Promise.reject(unavailable('The event store is stopping.'));
      if (open === undefined) return Promise.reject(away());
      const bytes = costOfCommand(command);
      if (queuedBytes + bytes > QUEUE_BYTES)
        return Promise.reject(unavailable('The event store has more appends waiting than it can hold.'));
      queuedBytes += bytes;
      return new Promise((resolve, reject) => {
        queue.push({ command, bytes, resolve, reject });
        committing ??= commitQueue();
      });
    },
    position() {
      if (open === undefined) throw away();
      return open.position;
    },
    async stop() {
      stopping.abort();
      await Promise.race([committing, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
      await open?.session.close();
      await committing;
      await recovering;
      open = undefined;
    },
  };
}

const away = (cause?: Error): Error =>
  unavailable('The event store cannot reach its Postgres at the moment.', cause);

function costOfCommand(command: Command): number {
  const events = command.kind === 'append' ? command.events : [];
  return events.reduce((sum, event) => sum + costOf(command.stream, event), COST_OF_ANY);
}
