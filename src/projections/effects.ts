/**
 * When a command's effect holds. Every authentication reads the lookup or what was read from it, and every delivery the
 * webhook endpoints: so the answer to a command waits until its row there shows the revision that the command led to, and
 * until every API process has forgotten what it knew before, or may not use it any more (docs/revocation.md). All who wait
 * share the same queries.
 */
import { acknowledgementChannel, fenceNodes, forgetNodes, nodeEpochs } from '../stores/authority.ts';
import { checkpointChannel } from '../stores/checkpoints.ts';
import type { Queryable } from '../stores/database.ts';
import { DatabaseUnavailable } from '../stores/errors.ts';
import type { Notifications } from '../stores/notifications.ts';
import { isProjectionRunning } from '../stores/projectionLock.ts';
import { completeQuery, ReadModelsNotReady } from './completeQuery.ts';
import { keyProjectionGroup } from './keyProjection.ts';
import { leaseMs } from './lease.ts';

/** The command is recorded, but was not proven to hold in time: it will take effect. */
export class EffectNotShown extends Error {
  override readonly name = 'EffectNotShown';
  readonly code = 'EFFECT_NOT_SHOWN';
}

/** Nobody runs the projections: a command would be recorded without effect. Nothing was written. */
export class ProjectionsAway extends Error {
  override readonly name = 'ProjectionsAway';
  readonly code = 'PROJECTIONS_AWAY';
}

export interface Effects {
  /**
   * Resolves when an effect can be expected: asked before anything is written.
   * @throws ProjectionsAway, ReadModelsNotReady, DatabaseUnavailable
   */
  expected(): Promise<void>;
  /**
   * Resolves once the read models show this revision of the key or webhook endpoint, or a later one, and no API process
   * answers from what it knew before.
   * @throws EffectNotShown when that is not so within the time limit, whatever the reason
   */
  shown(id: string, revision: bigint): Promise<void>;
}

interface Waiting {
  readonly id: string;
  readonly revision: bigint;
  readonly giveUpAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Once it is shown: the epoch that whoever answers from memory has to have applied, and since when that is waited for. */
  published?: { readonly epoch: bigint; readonly since: number };
}

/** A notification is a hint to look sooner; without one we look this often, in milliseconds. */
const lookEveryMs = 100;
/** No lease that began before a change was shown is alive after this. */
const fenceAfterMs = leaseMs + 100;

/** @param timeoutMs how long a command's answer may wait for its effect, in milliseconds */
export function effects(database: Queryable, notifications: Notifications, timeoutMs = 5000): Effects {
  const channels = [checkpointChannel(keyProjectionGroup), acknowledgementChannel];
  const waiting = new Set<Waiting>();
  let looking = false;

  async function look(): Promise<void> {
    looking = true;
    while (waiting.size > 0) {
      // Listening comes before looking: what happens in between is not missed.
      const woken = Promise.race(channels.map((channel) => notifications.wake(channel, lookEveryMs)));
      const asked = [...waiting];
      try {
        await findShown(asked.filter(({ published }) => published === undefined));
        await findApplied(asked.filter(({ published }) => published !== undefined));
      } catch (defect) {
        if (isOutage(defect)) giveUp(asked);
        else for (const one of asked) fail(one, defect);
      }
      if (waiting.size > 0) await woken;
    }
    looking = false;
  }

  async function findShown(asked: readonly Waiting[]): Promise<void> {
    if (asked.length === 0) return;
    const shown = await shownRevisions(database, asked);
    const since = performance.now();
    for (const one of asked) {
      const row = shown.get(one.id);
      if (row !== undefined && row.revision >= one.revision) one.published = { epoch: row.epoch, since };
    }
    giveUp(asked.filter(({ published }) => published === undefined));
  }

  async function findApplied(asked: readonly Waiting[]): Promise<void> {
    if (asked.length === 0) return;
    const epochs = [...(await nodeEpochs(database))];
    for (const one of asked) {
      const { epoch, since } = one.published ?? { epoch: 0n, since: 0 };
      const behind = epochs.flatMap(([node, applied]) => (applied < epoch ? [node] : []));
      if (behind.length > 0 && performance.now() - since < fenceAfterMs) continue;
      // Whoever is behind by now has no lease, and gets none before it has followed: the others need not wait for it again.
      if (behind.length > 0) await fence(behind, epoch);
      waiting.delete(one);
      one.resolve();
    }
    giveUp(asked);
  }

  async function fence(nodes: readonly string[], epoch: bigint): Promise<void> {
    await fenceNodes(database, nodes, epoch);
    // A lease may have begun just before the fence: until it has ended, others have to wait for it too.
    setTimeout(() => void forgetNodes(database, nodes).catch(() => undefined), fenceAfterMs).unref();
  }

  function giveUp(asked: readonly Waiting[]): void {
    for (const one of asked) {
      if (!waiting.has(one) || performance.now() < one.giveUpAt) continue;
      fail(
        one,
        new EffectNotShown(`Revision ${one.revision} of ${one.id} is not proven after ${timeoutMs} ms`),
      );
    }
  }

  function fail(one: Waiting, error: unknown): void {
    waiting.delete(one);
    one.reject(error);
  }

  return {
    async expected() {
      await completeQuery(database, 'select 1 as one where false', []);
      if (await isProjectionRunning(database, keyProjectionGroup)) return;
      throw new ProjectionsAway('No worker runs the projections');
    },
    shown: (id, revision) =>
      new Promise<void>((resolve, reject) => {
        waiting.add({ id, revision, giveUpAt: performance.now() + timeoutMs, resolve, reject });
        if (!looking) void look();
      }),
  };
}

interface Shown {
  readonly revision: bigint;
  /** All that was published when it was read, the change that led to this revision among it. */
  readonly epoch: bigint;
}

/** Ids of keys and endpoints differ, so one query looks for whatever is waited for. */
async function shownRevisions(
  database: Queryable,
  asked: readonly Waiting[],
): Promise<ReadonlyMap<string, Shown>> {
  const rows = await completeQuery<{ id: string; revision: string; epoch: string }>(
    database,
    `select shown.id, shown.revision, key_epoch.epoch
     from key_epoch, (
       select key_id as id, max(revision) as revision from key_lookup where key_id = any($1) group by key_id
       union all
       select endpoint_id, revision from webhook_endpoints where endpoint_id = any($1)) shown`,
    [[...new Set(asked.map(({ id }) => id))]],
  );
  return new Map(
    rows.map(({ id, revision, epoch }) => [id, { revision: BigInt(revision), epoch: BigInt(epoch) }]),
  );
}

/** Postgres may come back, and the read models be complete again, before anybody's time is up. */
function isOutage(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || error instanceof ReadModelsNotReady;
}
