/** A group commit against Postgres, and what the writer knows about the log for as long as its session lives. */
import { prepareBatch } from './batch.ts';
import type { Batch } from './batch.ts';
import type { StreamState } from './decide.ts';
import type { Command } from './events.ts';
import { createBoundedMap } from './boundedMap.ts';
import type { BoundedMap } from './boundedMap.ts';
import { readEventIds, readRecentIds } from './queries/eventIds.ts';
import { insertEvents } from './queries/insertEvents.ts';
import { readStreamStates } from './queries/streamStates.ts';
import { createRecentIds } from './recentIds.ts';
import type { RecentIds } from './recentIds.ts';
import type { Session } from './session.ts';
import { withoutDocument } from './streamMetadata.ts';
import { originalOf } from './streamNames.ts';

/** True only while nobody else can write, so it goes when the session goes. */
export interface Knowledge {
  readonly session: Session;
  /** Of the streams that were written to lately, by original name, so that most appends need no look-up. */
  readonly states: BoundedMap<StreamState>;
  readonly recent: RecentIds;
  /** Of the last committed event. */
  position: bigint;
}

const CACHED_STATES = 100_000;
const RECENT_IDS = 100_000;
/** Read back at the start, so that a retry across a restart is known, too. */
const RECENT_IDS_AT_START = 10_000;

/** Closes the session when it throws. */
export async function gatherKnowledge(session: Session): Promise<Knowledge> {
  try {
    const recent = createRecentIds(RECENT_IDS, await readRecentIds(session.client, RECENT_IDS_AT_START));
    return { session, states: createBoundedMap(CACHED_STATES), recent, position: session.position };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Resolves when the batch is durable; `learn` then makes it known. Throws when nobody knows whether it is. */
export async function commit(
  known: Knowledge,
  commands: readonly Command[],
  { now, newId }: { readonly now: () => number; readonly newId: () => string },
): Promise<Batch> {
  const db = known.session.client;
  const originals = new Set(commands.map((command) => originalOf(command.stream)));
  const batch = await prepareBatch({
    commands,
    states: await statesOf(known, [...originals]),
    position: known.position,
    now: now(),
    newId,
    recent: (stream, id) => known.recent.get(stream, id),
    recordedAt: (stream, from, to) => readEventIds(db, stream, from, to),
  });
  if (batch.events.length > 0) await insertEvents(db, batch.events);
  return batch;
}

export function learn(known: Knowledge, batch: Batch): void {
  for (const [original, state] of batch.states)
    known.states.set(original, { ...state, metadata: withoutDocument(state.metadata) });
  known.recent.add(batch.events);
  known.position = batch.position;
}

async function statesOf(known: Knowledge, originals: readonly string[]): Promise<Map<string, StreamState>> {
  const cached = new Map<string, StreamState>();
  const missing: string[] = [];
  for (const original of originals) {
    const state = known.states.get(original);
    if (state === undefined) missing.push(original);
    else cached.set(original, state);
  }
  if (missing.length === 0) return cached;
  return new Map([...cached, ...(await readStreamStates(known.session.client, missing))]);
}
