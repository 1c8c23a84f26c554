/** Clients that use grants at every node, again and again, without knowing what is being taken away. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Calls } from './calls.ts';
import type { Node } from './cluster.ts';
import type { Grant } from './witness.ts';

/** At each node. One that is paused holds up only those that wait for it. */
const clientsANode = 3;
/** Between an answer and a client's next request: the cores are for the processes under test, not for more of the same. */
const pauseMs = 8;
/** One in so many uses is a `verify`. */
const verifyEvery = 8;

export interface Hammer {
  /** Uses these from now on instead of those before. */
  aim(grants: readonly Grant[]): void;
  /** Uses this one too. */
  also(grant: Grant): void;
  /** Resolves when every request under way is answered. @throws what a call threw */
  stop(): Promise<void>;
}

/** @param nodes may change: who joins is called at once, before it answers */
export function startHammer(calls: Calls, nodes: readonly Node[]): Hammer {
  const clients = new Map<Node, Promise<unknown>>();
  let grants: readonly Grant[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;

  async function client(node: Node, first: number): Promise<void> {
    for (let count = first; !signal.aborted && nodes.includes(node); count += 1) {
      const grant = grants[count % grants.length];
      if (grant !== undefined) {
        await (count % verifyEvery === 0 ? calls.verify(node, grant) : calls.use(node, grant));
      }
      await sleep(pauseMs);
    }
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      for (const node of nodes) {
        if (clients.has(node)) continue;
        const these = Array.from({ length: clientsANode }, (_, index) => client(node, 7 * index));
        clients.set(node, Promise.all(these));
      }
      await sleep(pauseMs);
    }
  }

  const following = follow();
  return {
    aim: (aimed) => (grants = aimed),
    also: (grant) => (grants = [...grants, grant]),
    async stop() {
      stopping.abort();
      await following;
      await Promise.all(clients.values());
    },
  };
}
