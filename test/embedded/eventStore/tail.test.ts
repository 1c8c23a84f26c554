/** The tail never has a gap: what it does not hold it does not answer. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { framed } from '../../../src/embedded/eventStore/frames.ts';
import type { FramedEvent } from '../../../src/embedded/eventStore/frames.ts';
import { createTail } from '../../../src/embedded/eventStore/tail.ts';

const event = (position: bigint, bytes: number): FramedEvent =>
  framed({
    id: '00000000-0000-4000-8000-000000000000',
    type: 'T',
    stream: 's',
    json: true,
    data: Buffer.alloc(bytes),
    metadata: Buffer.alloc(0),
    revision: 0n,
    position,
    created: 0,
  });

it('answers with exactly the events after a position, or not at all', () => {
  const batches = fc.array(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 20 }));
  fc.assert(
    fc.property(batches, fc.nat(), fc.integer({ min: 1, max: 50 }), (sizes, cursorSeed, limit) => {
      const tail = createTail(20_000);
      tail.reset(100n);
      const all: FramedEvent[] = [];
      for (const batch of sizes) {
        const added = batch.map((bytes, index) => event(110n + BigInt(all.length + index) * 10n, bytes));
        all.push(...added);
        tail.append(added);
      }
      const cursor = 90n + BigInt(cursorSeed % (all.length * 10 + 40));
      const answer = tail.after(cursor, limit);
      const wanted = all.filter(({ position }) => position > cursor).slice(0, limit);
      if (answer !== undefined) expect(answer).toEqual(wanted);
      else expect(wanted.length > 0 || cursor < 100n).toBe(true);
      expect(tail.end()).toBe(all.at(-1)?.position ?? 100n);
      expect(tail.after(tail.end(), 10)).toEqual([]);
    }),
  );
});

it('forgets on a reset', () => {
  const tail = createTail(20_000);
  tail.reset(0n);
  tail.append([event(10n, 1), event(20n, 1)]);
  tail.reset(30n);
  expect(tail.after(0n, 10)).toBeUndefined();
  expect(tail.after(30n, 10)).toEqual([]);
  tail.append([event(40n, 1)]);
  expect(tail.after(30n, 10)).toHaveLength(1);
});
