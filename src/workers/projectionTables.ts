/** The tables of a projection group: made at its first start, and anew whenever a projection changes or somebody asks. */
import type { ProjectionGroup } from '../projections/projection.ts';
import { lockCheckpoint, readCheckpoint, resetCheckpoint, type Checkpoint } from '../stores/checkpoints.ts';
import type { Database, Queryable } from '../stores/database.ts';
import { asOwner } from '../stores/databaseRights.ts';

const patienceMs = 60_000;

/** The read models were made by a newer version of this program: replaying them as an older one would undo its work. */
export class ReadModelsTooNew extends Error {
  override readonly name = 'ReadModelsTooNew';
  readonly code = 'READ_MODELS_TOO_NEW';
}

/**
 * Makes a group's tables anew, empty and not ready, in one transaction, whichever version made them. Whoever runs the
 * group notices and replays it.
 * @throws DatabaseRightsMissing, DatabaseUnavailable
 */
export async function requestRebuild(ownerDatabase: Database, group: ProjectionGroup): Promise<void> {
  await alone(ownerDatabase, group, (tx) => makeAnew(tx, group));
}

/**
 * The group's checkpoint, after making its tables when they are not those of these projections in these versions. Only
 * that needs the owner.
 * @throws ReadModelsTooNew, DatabaseRightsMissing, DatabaseUnavailable
 */
export async function ensureTables(
  session: Queryable,
  ownerDatabase: Database,
  group: ProjectionGroup,
): Promise<Checkpoint> {
  const made = await readCheckpoint(session, group.name);
  if (made?.fingerprint === fingerprint(group)) return made;
  return alone(ownerDatabase, group, async (tx, checkpoint) => {
    if (checkpoint?.fingerprint === fingerprint(group)) return checkpoint;
    if (checkpoint) refuseNewer(group, checkpoint);
    return makeAnew(tx, group);
  });
}

/**
 * A transaction of the owner's, of which no other changes this group's tables or checkpoint at the same time. The lock
 * of whoever runs the group is on another connection, and may be lost meanwhile.
 */
async function alone<T>(
  ownerDatabase: Database,
  group: ProjectionGroup,
  work: (tx: Queryable, checkpoint: Checkpoint | undefined) => Promise<T>,
): Promise<T> {
  const inTransaction = async (tx: Queryable): Promise<T> => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('keyledger tables of ' || $1, 0))`, [
      group.name,
    ]);
    return work(tx, await lockCheckpoint(tx, group.name));
  };
  return asOwner(() =>
    ownerDatabase.session((session) => session.transaction(inTransaction), {
      queryTimeoutMs: patienceMs,
      idleTimeoutMs: patienceMs,
    }),
  );
}

function refuseNewer(group: ProjectionGroup, made: Checkpoint): void {
  const versions = new Map(made.fingerprint.split(' ').map((part) => part.split('@') as [string, string]));
  const newer = group.projections.find(({ name, version }) => Number(versions.get(name) ?? 0) > version);
  if (newer === undefined) return;
  throw new ReadModelsTooNew(
    `the read model ${newer.name} was made in version ${versions.get(newer.name)}, this program makes version ${newer.version}: ` +
      'start the newer program, or, to go back to this one, stop the newer one and run: npm run rebuild',
  );
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
