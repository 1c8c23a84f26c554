/**
 * Ready: both stores answer, and the read models that authentication needs have caught up. The others need only be there,
 * for what is shown of a key is read from them too; how far they are is told.
 */
import { projectionGroups } from './projections/groups.ts';
import { keyProjections } from './projections/keys.ts';
import type { ProjectionGroup } from './projections/projection.ts';
import { readCheckpoint } from './stores/checkpoints.ts';
import type { Database } from './stores/database.ts';
import type { EventStore } from './stores/eventStore.ts';

export interface Readiness {
  readonly ready: boolean;
  /** Each check by name: `ok`, or what is wrong in a word or two. */
  readonly checks: Readonly<Record<string, string>>;
}

interface Check {
  readonly name: string;
  /** What is not good enough. */
  readonly unready: readonly string[];
  readonly ask: () => Promise<string>;
}

const catchingUp = 'catching up';
const missing = 'not there yet';
const silent = 'does not answer';

export function readiness(
  database: Database,
  eventStore: EventStore,
  groups = projectionGroups,
): () => Promise<Readiness> {
  const checks: readonly Check[] = [
    { name: 'database', unready: [silent], ask: () => answers(database.ping()) },
    { name: 'eventStore', unready: [silent], ask: () => answers(eventStore.ping()) },
    ...groups.map((group) => ({
      name: `projections.${group.name}`,
      unready: group.name === keyProjections.name ? [missing, catchingUp] : [missing],
      ask: () => caughtUp(database, group),
    })),
  ];
  return async () => {
    const results = await Promise.all(
      checks.map(async ({ name, unready, ask }) => ({ name, unready, result: await ask() })),
    );
    return {
      ready: results.every(({ unready, result }) => !unready.includes(result)),
      checks: Object.fromEntries(results.map(({ name, result }) => [name, result])),
    };
  };
}

async function answers(ping: Promise<void>): Promise<string> {
  return ping.then(
    () => 'ok',
    () => silent,
  );
}

async function caughtUp(database: Database, { name }: ProjectionGroup): Promise<string> {
  const checkpoint = await readCheckpoint(database, name).catch(() => undefined);
  if (checkpoint === undefined) return missing;
  return checkpoint.ready ? 'ok' : catchingUp;
}
