/** A bound on costly work: so many at once, so many more waiting, first come first served. */

/** Runs `work` when its turn has come. @throws Overloaded when too many wait already; `work` has not begun then */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** How busy it is: what runs and what waits now, and how much was refused so far. */
export interface TurnsLoad {
  readonly running: number;
  readonly waiting: number;
  readonly refused: number;
}

export interface Turns extends InTurn {
  readonly load: () => TurnsLoad;
}

/** Nothing was begun. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
  readonly code = 'OVERLOADED';
}

export function turns(concurrency: number, mostWaiting: number): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  let refused = 0;
  const inTurn: InTurn = async (work) => {
    if (running < concurrency) {
      running += 1;
    } else {
      if (queue.length >= mostWaiting) {
        refused += 1;
        throw new Overloaded(`${mostWaiting} wait for their turn already`);
      }
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      // Whoever is next takes this place over.
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return Object.assign(inTurn, { load: () => ({ running, waiting: queue.length, refused }) });
}
