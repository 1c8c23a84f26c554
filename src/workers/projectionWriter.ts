/** Writes what events mean to a projection group: rows and checkpoint in one transaction, on the connection of the lock. */
import { setImmediate } from 'node:timers/promises';
import type { ProjectionGroup } from '../projections/projection.ts';
import { advanceCheckpoint, type Checkpoint } from '../stores/checkpoints.ts';
import type { Transactional } from '../stores/database.ts';
import { DatabaseUnavailable } from '../stores/errors.ts';
import type { RecordedEvent } from '../stores/eventStore.ts';
import { statementsFor } from './projectionStatements.ts';

/** The checkpoint was moved or reset by somebody else: nothing was written, and there is a new truth to start from. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** An event that its projection cannot read or Postgres cannot take. No retry and no later event can mend it. */
export class ProjectionFault extends Error {
  override readonly name = 'ProjectionFault';
  readonly code = 'PROJECTION_FAULT';

  constructor(group: ProjectionGroup, { stream, revision, type }: RecordedEvent, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `projection group ${group.name} stopped before event ${type} at revision ${revision} of stream ${stream}: ${reason}. ` +
        'No event is skipped: start a version that can process it. If tables were changed by hand, run: npm run rebuild',
      { cause },
    );
  }
}

/**
 * All events in one transaction; when they fail together, one by one, so that those before the faulty one stand and the
 * fault names its event.
 * @param ready whether the log was caught up with at the end of these events
 * @returns the checkpoint behind them
 * @throws Superseded, ProjectionFault, DatabaseUnavailable
 */
export async function writeEvents(
  session: Transactional,
  group: ProjectionGroup,
  checkpoint: Checkpoint,
  events: readonly RecordedEvent[],
  ready: boolean,
): Promise<Checkpoint> {
  try {
    return await writeTogether(session, group, checkpoint, events, ready);
  } catch (error) {
    const [first, ...others] = events;
    if (error instanceof Superseded || error instanceof DatabaseUnavailable || !first) throw error;
    if (others.length === 0) throw new ProjectionFault(group, first, error);
    let reached = checkpoint;
    for (const event of events) {
      reached = await writeEvents(session, group, reached, [event], ready && event === events.at(-1));
    }
    return reached;
  }
}

async function writeTogether(
  session: Transactional,
  group: ProjectionGroup,
  checkpoint: Checkpoint,
  events: readonly RecordedEvent[],
  ready: boolean,
): Promise<Checkpoint> {
  const last = events.at(-1);
  const mark = last ? { position: last.position, eventId: last.id } : checkpoint.mark;
  return session.transaction(async (tx) => {
    // The checkpoint goes first: its row makes a rival wait. What has to be read is asked for without waiting for the answer.
    const advancing = advanceCheckpoint(tx, checkpoint, { mark, ready: ready || checkpoint.ready });
    const isNew = (event: RecordedEvent): boolean => !isReplayed(event, checkpoint);
    const reading = statementsFor(tx, group, events, isNew);
    reading.catch(() => undefined); // when the checkpoint has moved, its failure says nothing
    const advanced = await advancing;
    if (!advanced)
      throw new Superseded(`the checkpoint of projection group ${group.name} was moved by another process`);
    const writing: Promise<unknown>[] = [];
    for (const statements of await reading) {
      for (const { text, values } of statements) {
        const written = tx.prepared(text, values);
        written.catch(() => undefined); // heard of below, unless the next statements cannot be made
        writing.push(written);
      }
      await setImmediate(); // Postgres writes while we make the next
    }
    await Promise.all(writing);
    return advanced;
  });
}

/** Whether events that follow had their effects already, or happened before anybody here could have heard of them. */
export function isReplaying({ mark, furthest, ready }: Checkpoint): boolean {
  if (furthest === undefined) return !ready;
  return furthest !== 'start' && (mark?.position.commit ?? -1n) < furthest.position.commit;
}

function isReplayed({ position }: RecordedEvent, { furthest, ready }: Checkpoint): boolean {
  if (furthest === undefined) return !ready;
  return furthest !== 'start' && position.commit <= furthest.position.commit;
}
