/**
 * Ready: both stores answer, and the read models that authentication needs have caught up. How far the others are is
 * told beside it.
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
  readonly needed: boolean;
  readonly ask: () => Promise<string>;
}

export function readiness(
  database: Database,
  eventStore: EventStore,
  groups = projectionGroups,
): () => Promise<Readiness> {
  const checks: readonly Check[] = [
    { name: 'database', needed: true, ask: () => answers(database.ping()) },
    { name: 'eventStore', needed: true, ask: () => answers(eventStore.ping()) },
    ...groups.map((group) => ({
      name: `projections.${group.name}`,
      needed: group.name === keyProjections.name,
      ask: () => caughtUp(database, group),
    })),
  ];
  return async () => {
    const results = await Promise.all(
      checks.map(async ({ name, needed, ask }) => ({ name, needed, result: await ask() })),
    );
    return {
      ready: results.every(({ needed, result }) => !needed || result === 'ok'),
      checks: Object.fromEntries(results.map(({ name, result }) => [name, result])),
    };
  };
}

async function answers(ping: Promise<void>): Promise<string> {
  return ping.then(
    () => 'ok',
    () => 'does not answer',
  );
}

async function caughtUp(database: Database, { name }: ProjectionGroup): Promise<string> {
  const checkpoint = await readCheckpoint(database, name).catch(() => undefined);
  return checkpoint?.ready === true ? 'ok' : 'catching up';
}
