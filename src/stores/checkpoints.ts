/**
 * How far a projection group has read the log: the position and id of the last event whose writes are in its tables,
 * changed in the same transaction as they are, by comparing with what the writer believes. A writer that was replaced
 * while it slept finds its belief wrong, and can write nothing.
 */
import type { Queryable } from './database.ts';
import type { Position } from './eventStore.ts';

/** The last event processed. */
export interface Mark {
  readonly position: Position;
  readonly eventId: string;
}

export interface Checkpoint {
  readonly group: string;
  readonly fingerprint: string;
  readonly generation: number;
  /** Absent before the first event. */
  readonly mark: Mark | undefined;
  readonly ready: boolean;
  /**
   * The furthest event that was ever processed here, also before the tables were made anew: what lies behind it has had its
   * effects on the world. `start` when there was none; absent until the group was ready for the first time: a log that was
   * there before is history.
   */
  readonly furthest: Mark | 'start' | undefined;
}

interface Row {
  readonly fingerprint: string;
  readonly generation: number;
  readonly commit_position: string | null;
  readonly prepare_position: string | null;
  readonly event_id: string | null;
  readonly ready: boolean;
  readonly furthest: string | null;
  readonly furthest_prepare: string | null;
  readonly furthest_event: string | null;
}

const columns =
  'fingerprint, generation, commit_position, prepare_position, event_id, ready, furthest, furthest_prepare, furthest_event';

/** The channel on which every change of a group's checkpoint is announced. */
export function checkpointChannel(group: string): string {
  return `checkpoint_${group}`;
}

export async function readCheckpoint(database: Queryable, group: string): Promise<Checkpoint | undefined> {
  const text = `select ${columns} from projection_checkpoints where projection_group = $1`;
  const [row] = await database.prepared<Row>(text, [group]);
  return row && checkpoint(group, row);
}

/** Makes whoever else wants to change or reset the checkpoint wait for the end of this transaction. */
export async function lockCheckpoint(tx: Queryable, group: string): Promise<Checkpoint | undefined> {
  const text = `select ${columns} from projection_checkpoints where projection_group = $1 for update`;
  const [row] = await tx.query<Row>(text, [group]);
  return row && checkpoint(group, row);
}

/** Back to the start of the log, under the next generation: for the transaction that makes the tables anew. */
export async function resetCheckpoint(
  tx: Queryable,
  group: string,
  fingerprint: string,
): Promise<Checkpoint> {
  const [row] = await tx.query<Row>(
    `insert into projection_checkpoints (projection_group, fingerprint, generation, ready) values ($1, $2, 1, false)
     on conflict (projection_group) do update set fingerprint = excluded.fingerprint,
       generation = projection_checkpoints.generation + 1, ready = false, updated_at = now(),
       commit_position = null, prepare_position = null, event_id = null
     returning ${columns}`,
    [group, fingerprint],
  );
  if (!row) throw new Error('an upsert returned no row');
  await announce(tx, group);
  return checkpoint(group, row);
}

/** The checkpoint after the change, or undefined when it is no longer what the caller believes: then nothing changed. */
export async function advanceCheckpoint(
  tx: Queryable,
  believed: Checkpoint,
  next: { readonly mark?: Mark | undefined; readonly ready?: boolean },
): Promise<Checkpoint | undefined> {
  const moved = { ...believed, ...next };
  const changed: Checkpoint = { ...moved, furthest: furthestOf(moved) };
  const announced = announce(tx, believed.group);
  announced.catch(() => undefined); // when the transaction is lost, the update tells why
  const updated = await tx.prepared(
    `update projection_checkpoints set commit_position = $5, prepare_position = $6, event_id = $7, ready = $8,
       furthest = $9, furthest_prepare = $10, furthest_event = $11, updated_at = now()
     where projection_group = $1 and generation = $2
       and commit_position is not distinct from $3 and prepare_position is not distinct from $4
     returning 1`,
    [
      believed.group,
      believed.generation,
      believed.mark?.position.commit,
      believed.mark?.position.prepare,
      changed.mark?.position.commit,
      changed.mark?.position.prepare,
      changed.mark?.eventId,
      changed.ready,
      ...furthestColumns(changed.furthest),
    ],
  );
  await announced;
  return updated.length === 1 ? changed : undefined;
}

/**
 * For a log in which the furthest event does not stand: what was processed of another says nothing about this one.
 * @returns undefined when the checkpoint is no longer what the caller believes: then nothing changed
 */
export async function forgetFurthest(
  database: Queryable,
  believed: Checkpoint,
): Promise<Checkpoint | undefined> {
  const [row] = await database.query<Row>(
    `update projection_checkpoints set furthest = null, furthest_prepare = null, furthest_event = null, updated_at = now()
     where projection_group = $1 and generation = $2 returning ${columns}`,
    [believed.group, believed.generation],
  );
  return row && checkpoint(believed.group, row);
}

function furthestOf({ mark, ready, furthest }: Checkpoint): Checkpoint['furthest'] {
  if (furthest === undefined && !ready) return undefined;
  if (mark === undefined) return furthest ?? 'start';
  const known = furthest === 'start' ? undefined : furthest;
  return known === undefined || mark.position.commit > known.position.commit ? mark : known;
}

/** The start as -1: behind every position. */
function furthestColumns(furthest: Checkpoint['furthest']): readonly unknown[] {
  if (furthest === 'start') return [-1n, null, null];
  return [furthest?.position.commit, furthest?.position.prepare, furthest?.eventId];
}

/** Within the transaction: listeners hear of it when, and only if, it commits. */
async function announce(tx: Queryable, group: string): Promise<void> {
  await tx.prepared('select pg_notify($1, $2)', [checkpointChannel(group), '']);
}

function checkpoint(group: string, row: Row): Checkpoint {
  const { fingerprint, generation, ready } = row;
  return {
    group,
    fingerprint,
    generation,
    ready,
    mark: markOf(row.commit_position, row.prepare_position, row.event_id),
    furthest:
      row.furthest === '-1' ? 'start' : markOf(row.furthest, row.furthest_prepare, row.furthest_event),
  };
}

function markOf(commit: string | null, prepare: string | null, eventId: string | null): Mark | undefined {
  if (commit === null || prepare === null || eventId === null) return undefined;
  return { position: { commit: BigInt(commit), prepare: BigInt(prepare) }, eventId };
}
