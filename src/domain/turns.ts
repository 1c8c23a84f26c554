/** A bound on costly work: so many at once, so many more waiting, first come first served. */

/** Runs `work` when its turn has come. @throws Overloaded when too many wait already; `work` has not begun then */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Nothing was begun. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
  readonly code = 'OVERLOADED';
}

export function turns(concurrency: number, mostWaiting: number): InTurn {
  const queue: (() => void)[] = [];
  let free = concurrency;
  return async (work) => {
    if (free > 0) {
      free -= 1;
    } else {
      if (queue.length >= mostWaiting) throw new Overloaded(`${mostWaiting} wait for their turn already`);
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
