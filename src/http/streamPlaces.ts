/** How many streams of a kind a merchant may have open in this process: each holds a connection for as long as it is read. */
import { problem } from './problem.ts';

/**
 * Takes a place and returns how to give it back.
 * @throws Problem 429 when all are taken
 */
export type StreamPlaces = (merchantId: string) => () => void;

export function streamPlaces(most: number): StreamPlaces {
  const taken = new Map<string, number>();
  return (merchantId) => {
    const before = taken.get(merchantId) ?? 0;
    if (before >= most) {
      throw problem(
        429,
        'TOO_MANY_STREAMS',
        `The merchant has ${most} such streams open, and may have no more. Close one and try again`,
        { headers: { 'Retry-After': '5' } },
      );
    }
    taken.set(merchantId, before + 1);
    return () => {
      const left = (taken.get(merchantId) ?? 1) - 1;
      if (left === 0) taken.delete(merchantId);
      else taken.set(merchantId, left);
    };
  };
}
