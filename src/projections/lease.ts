/**
 * The lease of an API process: for how long it may answer from memory. docs/revocation.md has the argument.
 *
 * A heartbeat takes its time before it is sent, acknowledges what was applied, receives what was published since, applies
 * that, and only then prolongs the lease to its time + 900 ms. Whoever published a change waits longer than that for those
 * who have not acknowledged it, so that no lease without the change is alive when the change is answered.
 */
import { randomUUID } from 'node:crypto';
import { beatOf, leave, pruneChanges, registerNode } from '../stores/authority.ts';
import { checkpointChannel } from '../stores/checkpoints.ts';
import type { Queryable } from '../stores/database.ts';
import type { Notifications } from '../stores/notifications.ts';
import { keyChanges } from './keyChanges.ts';
import { keyProjectionGroup } from './keyProjection.ts';

export const leaseMs = 900;
const beatEveryMs = 250;
const publisher = { group: keyProjectionGroup, projection: keyChanges.name };
const pruneEveryBeats = 1000;
const never = { monotonic: -Infinity, wall: -Infinity };

/** What a node keeps in memory, as far as the lease has to do with it. */
export interface Memory {
  /** Forgets one key, also for fills that are under way. */
  forget(keyId: string): void;
  forgetAll(): void;
}

export interface Lease {
  /** Whether what is in memory may be used at this moment. Costs nanoseconds. */
  readonly live: () => boolean;
  /** Everything published up to it has been applied to the memory. */
  readonly applied: () => bigint;
  /** Ends the lease. Call it when nothing is answered any more. */
  stop(): Promise<void>;
}

/** Milliseconds. A monotonic clock may stand still while the machine is suspended; the wall clock goes on, or jumps. */
export interface Clocks {
  readonly monotonic: () => number;
  readonly wall: () => number;
}

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/** Begins without a lease, and gets one as soon as Postgres answers. */
export function startLease(options: {
  /** A connection of its own, with a time limit below the lease's. */
  readonly database: Queryable;
  readonly notifications: Notifications;
  readonly memory: Memory;
  readonly log: { warn(details: object, message: string): void };
  readonly clocks?: Clocks;
}): Lease {
  const { database, notifications, memory, log, clocks = systemClocks } = options;
  const stopping = new AbortController();
  let wakeUp = ignore;
  let node: string | undefined;
  let applied = 0n;
  let began = never;

  function live(): boolean {
    // By either clock it may have ended; an end by the wall clock that is wrong costs a look into Postgres.
    const sinceWall = clocks.wall() - began.wall;
    return clocks.monotonic() - began.monotonic < leaseMs && sinceWall < leaseMs && sinceWall >= 0;
  }

  async function register(): Promise<string> {
    const name = randomUUID();
    began = never;
    applied = await registerNode(database, name);
    // Only now: what was read while the registration was under way may be older than the epoch that counts as applied.
    memory.forgetAll();
    return name;
  }

  /** @returns whether there may be more to acknowledge at once */
  async function beat(): Promise<boolean> {
    node ??= await register();
    const sent = { monotonic: clocks.monotonic(), wall: clocks.wall() };
    const heard = await beatOf(database, node, applied, publisher);
    if (heard === undefined) {
      node = undefined;
      return true;
    }
    if (!heard.complete || !heard.published) memory.forgetAll();
    for (const keyId of heard.changes) {
      if (keyId === null) memory.forgetAll();
      else memory.forget(keyId);
    }
    const news = heard.epoch > applied;
    applied = heard.epoch;
    began = heard.published ? sent : never;
    return news;
  }

  async function run(): Promise<void> {
    const channel = checkpointChannel(keyProjectionGroup);
    let isSilent = false;
    for (let beats = 1; !stopping.signal.aborted; beats += 1) {
      // Listening comes before looking: what is published in between is not missed.
      const woken = notifications.wake(channel, beatEveryMs);
      try {
        const news = await beat();
        isSilent = false;
        if (beats % pruneEveryBeats === 0) await pruneChanges(database);
        if (news) continue;
      } catch (error) {
        if (!isSilent)
          log.warn({ err: error }, 'the lease cannot be prolonged: keys are looked up in Postgres');
        isSilent = true;
      }
      if (stopping.signal.aborted) return;
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
        void woken.then(resolve);
      });
    }
  }

  const running = run();
  return {
    live,
    applied: () => applied,
    async stop() {
      stopping.abort();
      wakeUp();
      await running;
      began = never;
      if (node !== undefined) await leave(database, node).catch(ignore); // it will be fenced
    },
  };
}

function ignore(): void {}
