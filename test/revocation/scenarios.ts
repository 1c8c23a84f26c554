/** What goes wrong while keys are revoked. Times vary from round to round, below and beyond the life of a lease. */
import { setTimeout as sleep } from 'node:timers/promises';
import { endMs } from './commands.ts';
import type { Round, Scenario } from './run.ts';

/** A lease lasts 900 ms, and after a second the others do without whoever does not follow. */
const shorterMs = [150, 400, 800] as const;
const aroundMs = [400, 1100, 1300] as const;

/**
 * In one round until the others have answered all, and so long that requests are waiting for the victim then; in the next
 * for a while, and the commands come before, within and after it.
 */
const duration = {
  spreadMs: (index: number) => (index % 2 === 0 ? 100 : 1500),
  async over({ index, answered }: Round): Promise<void> {
    if (index % 2 === 1) return sleep(turn(aroundMs, (index - 1) / 2));
    await answered;
    await sleep(300);
  },
};

/** It knew the key without its end, and goes on when that has come. */
export const stoppedPastEnds: Scenario = {
  name: 'a process is stopped past nearer ends',
  ends: true,
  spreadMs: () => 300,
  async disturb({ victim, answered }) {
    victim.signal('SIGSTOP');
    try {
      await answered;
      await sleep(endMs);
    } finally {
      victim.signal('SIGCONT');
    }
  },
};

/** Where any call may have come to the victim, none can be waited for while it is stopped. */
export const stoppedBehindOnePort: Scenario = {
  name: 'a process behind one port is stopped',
  spreadMs: (index) => (index % 2 === 0 ? 100 : 1500),
  async disturb({ index, victim }) {
    victim.signal('SIGSTOP');
    try {
      await sleep(index % 2 === 0 ? 2500 : 1300);
    } finally {
      victim.signal('SIGCONT');
    }
  },
};

export const scenarios: readonly Scenario[] = [
  { name: 'nothing', spreadMs: () => 200, disturb: () => Promise.resolve() },
  {
    name: 'a process is stopped and goes on',
    spreadMs: duration.spreadMs,
    async disturb(round) {
      round.victim.signal('SIGSTOP');
      try {
        await duration.over(round);
      } finally {
        round.victim.signal('SIGCONT');
      }
    },
  },
  {
    name: 'the connections that listen are ended',
    spreadMs: () => 500,
    async disturb({ cluster }) {
      for (let times = 0; times < 6; times += 1) {
        await cluster.endNotifications();
        await sleep(100);
      }
    },
  },
  {
    name: 'a connection is black-holed',
    spreadMs: duration.spreadMs,
    async disturb(round) {
      const { proxy } = round.victim;
      // In every third round what is asked arrives, and no answer comes back.
      proxy.stall(round.index % 3 === 2 ? 'answers' : undefined);
      try {
        await duration.over(round);
      } finally {
        // What was held back arrives late, or never.
        if (round.index % 4 === 0) await proxy.cut();
        await proxy.heal();
      }
    },
  },
  {
    name: 'a connection is black-holed and its process killed',
    spreadMs: () => 100,
    async disturb(round) {
      const { proxy } = round.victim;
      proxy.stall();
      await sleep(turn(shorterMs, round.index));
      await round.victim.kill();
      // Postgres hears nothing of that end, and a new process comes while it still counts the old one.
      if (round.index % 2 === 0) await round.answered;
      await proxy.heal();
      await round.victim.start();
    },
  },
  {
    name: 'Postgres is restarted',
    spreadMs: () => 400,
    async disturb({ cluster, index }) {
      await sleep(100);
      await cluster.restartPostgres(index % 2 === 0 ? 'in order' : 'crashed');
    },
  },
  {
    name: 'a process joins in the middle',
    // The first half while it starts, the second as soon as it serves.
    inHalves: true,
    spreadMs: () => 500,
    async disturb({ cluster, answered, serves, proceed }) {
      const node = await cluster.join();
      await serves(node);
      proceed();
      await answered;
      await sleep(300);
      await cluster.leave(node);
    },
  },
  { name: 'two revoke at once', spreadMs: () => 200, twice: true, disturb: () => Promise.resolve() },
  {
    name: 'a key is first met as it is revoked',
    spreadMs: () => 300,
    cold: true,
    disturb: () => Promise.resolve(),
  },
];

function turn(values: readonly number[], index: number): number {
  return values[index % values.length] ?? 0;
}
