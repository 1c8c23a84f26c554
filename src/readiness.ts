/**
 * Ready: the stores answer, that of the limits among them where it is another one, and the read models that authentication needs have caught up. The others need only be there,
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

/** Asks whether it is ready. */
export interface Readying {
  (): Promise<Readiness>;
  /** Has one more store asked, without which keys are not let through. */
  readonly also: (name: string, ping: () => Promise<void>) => void;
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

export function readiness(database: Database, eventStore: EventStore, groups = projectionGroups): Readying {
  const checks: Check[] = [
    store('database', () => database.ping()),
    store('eventStore', () => eventStore.ping()),
    ...groups.map((group) => ({
      name: `projections.${group.name}`,
      unready: group.name === keyProjections.name ? [missing, catchingUp] : [missing],
      ask: () => caughtUp(database, group),
    })),
  ];
  const told = async (): Promise<Readiness> => {
    const results = await Promise.all(
      checks.map(async ({ name, unready, ask }) => ({ name, unready, result: await ask() })),
    );
    return {
      ready: results.every(({ unready, result }) => !unready.includes(result)),
      checks: Object.fromEntries(results.map(({ name, result }) => [name, result])),
    };
  };
  return Object.assign(told, {
    also: (name: string, ping: () => Promise<void>) => void checks.push(store(name, ping)),
  });
}

function store(name: string, ping: () => Promise<void>): Check {
  return { name, unready: [silent], ask: () => answers(ping()) };
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
