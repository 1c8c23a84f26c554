/**
 * When a command's effect holds: every authentication reads the lookup, and every delivery the webhook endpoints, so the
 * answer to a command waits until its row there shows the revision that the command led to. All who wait share one query.
 */
import { checkpointChannel } from '../stores/checkpoints.ts';
import type { Queryable } from '../stores/database.ts';
import { DatabaseUnavailable } from '../stores/errors.ts';
import type { Notifications } from '../stores/notifications.ts';
import { isProjectionRunning } from '../stores/projectionLock.ts';
import { completeQuery, ReadModelsNotReady } from './completeQuery.ts';
import { keyProjectionGroup } from './keyProjection.ts';

/** The command is recorded, but the read models did not show it in time: it will take effect, and has not been proven to. */
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
   * Resolves once the read models show this revision of the key or webhook endpoint, or a later one.
   * @throws EffectNotShown when it does not within the time limit, whatever the reason
   */
  shown(id: string, revision: bigint): Promise<void>;
}

interface Waiting {
  readonly id: string;
  readonly revision: bigint;
  readonly giveUpAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A notification is a hint to look sooner; without one we look this often, in milliseconds. */
const lookEveryMs = 100;

/** @param timeoutMs how long a command's answer may wait for its effect, in milliseconds */
export function effects(database: Queryable, notifications: Notifications, timeoutMs = 5000): Effects {
  const channel = checkpointChannel(keyProjectionGroup);
  const waiting = new Set<Waiting>();
  let looking = false;

  async function look(): Promise<void> {
    looking = true;
    while (waiting.size > 0) {
      // Listening comes before looking: what happens in between is not missed.
      const woken = notifications.wake(channel, lookEveryMs);
      const asked = [...waiting];
      try {
        const revisions = await shownRevisions(database, asked).catch(unknownYet);
        for (const one of asked) settle(one, revisions.get(one.id));
      } catch (defect) {
        for (const one of asked) fail(one, defect);
      }
      if (waiting.size > 0) await woken;
    }
    looking = false;
  }

  function settle(one: Waiting, shown: bigint | undefined): void {
    const { id, revision, giveUpAt } = one;
    if (shown !== undefined && shown >= revision) {
      waiting.delete(one);
      one.resolve();
    } else if (performance.now() >= giveUpAt) {
      fail(one, new EffectNotShown(`Revision ${revision} of ${id} is not shown after ${timeoutMs} ms`));
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

/** Ids of keys and endpoints differ, so one query looks for whatever is waited for. */
async function shownRevisions(
  database: Queryable,
  asked: readonly Waiting[],
): Promise<ReadonlyMap<string, bigint>> {
  const rows = await completeQuery<{ id: string; revision: string }>(
    database,
    `select key_id as id, max(revision) as revision from key_lookup where key_id = any($1) group by key_id
     union all
     select endpoint_id, revision from webhook_endpoints where endpoint_id = any($1)`,
    [[...new Set(asked.map(({ id }) => id))]],
  );
  return new Map(rows.map(({ id, revision }) => [id, BigInt(revision)]));
}

/** Postgres may come back, and the read models be complete again, before anybody's time is up. */
function unknownYet(error: unknown): ReadonlyMap<string, bigint> {
  if (error instanceof DatabaseUnavailable || error instanceof ReadModelsNotReady) return new Map();
  throw error;
}
