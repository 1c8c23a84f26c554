/** Ready: both stores answer and the read models have caught up. */
import { keyProjections } from './projections/keys.ts';
import { readCheckpoint } from './stores/checkpoints.ts';
import type { Database } from './stores/database.ts';
import type { EventStore } from './stores/eventStore.ts';

export interface Readiness {
  readonly ready: boolean;
  /** Each check by name: `ok`, or what is wrong in a word or two. */
  readonly checks: Readonly<Record<string, string>>;
}

export function readiness(database: Database, eventStore: EventStore): () => Promise<Readiness> {
  const checks: Readonly<Record<string, () => Promise<string>>> = {
    database: () => answers(database.ping()),
    eventStore: () => answers(eventStore.ping()),
    projections: async () => {
      const checkpoint = await readCheckpoint(database, keyProjections.name).catch(() => undefined);
      return checkpoint?.ready === true ? 'ok' : 'catching up';
    },
  };
  return async () => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await check()] as const),
    );
    return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
  };
}

async function answers(ping: Promise<void>): Promise<string> {
  return ping.then(
    () => 'ok',
    () => 'does not answer',
  );
}
