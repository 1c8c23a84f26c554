/**
 * When a command's effect holds: every authentication reads the lookup, so the answer to a command waits until the
 * lookup shows the revision that the command led to.
 */
import { checkpointChannel } from '../stores/checkpoints.ts';
import type { Queryable } from '../stores/database.ts';
import { lookUntil, type Notifications } from '../stores/notifications.ts';
import { completeQuery, ReadModelsNotReady } from './completeQuery.ts';
import { keyProjectionGroup } from './keyProjection.ts';

/** The command is recorded, but the read models did not show it in time: it will take effect, and has not been proven to. */
export class EffectNotShown extends Error {
  override readonly name = 'EffectNotShown';
  readonly code = 'EFFECT_NOT_SHOWN';
}

export interface Effects {
  /**
   * Resolves once the lookup shows this revision of the key, or a later one.
   * @throws EffectNotShown when it does not within the time limit, DatabaseUnavailable
   */
  shown(keyId: string, revision: bigint): Promise<void>;
}

/** @param timeoutMs how long a command's answer may wait for its effect, in milliseconds */
export function effects(database: Queryable, notifications: Notifications, timeoutMs = 5000): Effects {
  const channel = checkpointChannel(keyProjectionGroup);
  return {
    async shown(keyId, revision) {
      const text = 'select 1 from key_lookup where key_id = $1 and revision >= $2 limit 1';
      const look = () =>
        completeQuery<unknown>(database, text, [keyId, revision]).then(([row]) => row, notYet);
      const found = await lookUntil(notifications, channel, look, { timeoutMs });
      if (found !== undefined) return;
      throw new EffectNotShown(
        `The read models do not show revision ${revision} of ${keyId} after ${timeoutMs} ms`,
      );
    },
  };
}

function notYet(error: unknown): undefined {
  if (!(error instanceof ReadModelsNotReady)) throw error;
}
