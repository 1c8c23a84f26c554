/**
 * Who may answer from memory, and how far each has followed the changes to keys. The tables of `005_authority.sql`; what
 * they are for stands in docs/revocation.md.
 */
import type { Queryable } from './database.ts';

/** On which a node says that it has applied what was published. */
export const acknowledgementChannel = 'key_changes_applied';

/** What was published behind the epoch that a node had applied. */
export interface Beat {
  /** The newest epoch of the snapshot in which the changes were read. */
  readonly epoch: bigint;
  /** The keys that changed, in the order of their epochs; `null` for all keys. */
  readonly changes: readonly (string | null)[];
  /** False when there were more changes than are kept: then any key may have changed. */
  readonly complete: boolean;
  /** Whether changes are published at all: by a worker of this version, to read models that are complete. */
  readonly published: boolean;
}

/**
 * Registers a node that has nothing in its memory.
 * @returns the epoch that it may count as applied
 * @throws DatabaseUnavailable
 */
export async function registerNode(database: Queryable, node: string): Promise<bigint> {
  const [row] = await database.prepared<{ epoch: string }>(
    'insert into api_nodes (node, epoch) select $1, epoch from key_epoch returning epoch',
    [node],
  );
  if (row === undefined) throw new Error('key_epoch has no row');
  return BigInt(row.epoch);
}

const beat = `
  with before as (select epoch from api_nodes where node = $1),
  alive as (
    update api_nodes set epoch = $2, seen_at = now() where node = $1 and not fenced returning epoch),
  told as (
    select pg_notify('${acknowledgementChannel}', '') from alive, before where alive.epoch > before.epoch)
  select key_epoch.epoch, changed.epochs, changed.keys, (select count(*) from told) as told,
    exists (select from projection_checkpoints
            where projection_group = $3 and ready and fingerprint ~ ('(^| )' || $4 || '@')) as published
  from alive, key_epoch, lateral (
    select count(*) as epochs, array_agg(key_id order by epoch) as keys from key_changes where epoch > $2) changed`;

interface BeatRow {
  readonly epoch: string;
  readonly epochs: string;
  readonly keys: (string | null)[] | null;
  readonly published: boolean;
}

/**
 * Says that a node lives and has applied everything up to an epoch, and asks what came behind it, in one statement.
 * @param publisher the projection group, and the projection in it, that publishes changes
 * @returns `undefined` when the node is fenced or forgotten: it has to register anew
 * @throws DatabaseUnavailable
 */
export async function beatOf(
  database: Queryable,
  node: string,
  applied: bigint,
  publisher: { readonly group: string; readonly projection: string },
): Promise<Beat | undefined> {
  const { group, projection } = publisher;
  const [row] = await database.prepared<BeatRow>(beat, [node, applied, group, projection]);
  if (row === undefined) return undefined;
  const epoch = BigInt(row.epoch);
  return {
    epoch,
    changes: row.keys ?? [],
    complete: BigInt(row.epochs) === epoch - applied,
    published: row.published,
  };
}

/** How far each node is, fenced ones too: they may still answer from memory as it was then. */
export async function nodeEpochs(database: Queryable): Promise<ReadonlyMap<string, bigint>> {
  const rows = await database.prepared<{ node: string; epoch: string }>('select node, epoch from api_nodes');
  return new Map(rows.map(({ node, epoch }) => [node, BigInt(epoch)]));
}

/** From the end of this statement on, none of these nodes that is behind the epoch can prolong its lease. */
export async function fenceNodes(
  database: Queryable,
  nodes: readonly string[],
  epoch: bigint,
): Promise<void> {
  await database.prepared('update api_nodes set fenced = true where node = any($1) and epoch < $2', [
    nodes,
    epoch,
  ]);
}

/** For nodes that were fenced longer ago than a lease lasts. */
export async function forgetNodes(database: Queryable, nodes: readonly string[]): Promise<void> {
  await database.prepared('delete from api_nodes where node = any($1) and fenced', [nodes]);
}

/** A node that ends in order, and answers nothing any more. */
export async function leave(database: Queryable, node: string): Promise<void> {
  await database.prepared('delete from api_nodes where node = $1', [node]);
}

/** Removes changes that every node has long had, or has to do without. */
export async function pruneChanges(database: Queryable): Promise<void> {
  await database.prepared(`delete from key_changes where at < now() - interval '1 hour'`);
}
