/** The tables of a projection group: made at its first start, and anew whenever a projection changes or somebody asks. */
import type { ProjectionGroup } from '../projections/projection.ts';
import { lockCheckpoint, resetCheckpoint, type Checkpoint } from '../stores/checkpoints.ts';
import type { Database, Queryable, Transactional } from '../stores/database.ts';

const patienceMs = 60_000;

/**
 * Makes a group's tables anew, empty and not ready, in one transaction. Whoever runs the group notices and replays it.
 * @throws DatabaseUnavailable
 */
export async function requestRebuild(database: Database, group: ProjectionGroup): Promise<void> {
  await database.session(
    (session) =>
      session.transaction(async (tx) => {
        await lockCheckpoint(tx, group.name);
        await makeAnew(tx, group);
      }),
    { queryTimeoutMs: patienceMs, idleTimeoutMs: patienceMs },
  );
}

/** The group's checkpoint, after making its tables when they are not those of these projections in these versions. */
export async function ensureTables(session: Transactional, group: ProjectionGroup): Promise<Checkpoint> {
  return session.transaction(async (tx) => {
    const checkpoint = await lockCheckpoint(tx, group.name);
    return checkpoint?.fingerprint === fingerprint(group) ? checkpoint : makeAnew(tx, group);
  });
}

async function makeAnew(tx: Queryable, group: ProjectionGroup): Promise<Checkpoint> {
  for (const { drop, create } of group.projections) {
    await tx.query(drop);
    await tx.query(create);
  }
  return resetCheckpoint(tx, group.name, fingerprint(group));
}

/** Names and versions, in any order. */
function fingerprint({ projections }: ProjectionGroup): string {
  return projections
    .map(({ name, version }) => `${name}@${version}`)
    .toSorted()
    .join(' ');
}
