/** Random commands against a model of a few lines: the same answers, and the same streams in the end. */
import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import type { AppendExpectedRevision } from '@eventstore/db-client';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEND_PATHS, collect, idsOf, startStore } from './support.ts';
import type { Store } from './support.ts';

let store: Store;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

/** A stream as a client sees it: what was ever appended, where its visible part begins, whether it is dead. */
interface ModelStream {
  ids: string[];
  visibleFrom: number;
  deleted: boolean;
  tombstoned: boolean;
}

type Step =
  | {
      kind: 'append';
      stream: number;
      ids: number[];
      expected: number | 'any' | 'no_stream' | 'stream_exists';
    }
  | { kind: 'delete' | 'tombstone'; stream: number };

const expectedRevisions = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('any', 'no_stream', 'stream_exists') },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        stream: fc.integer({ min: 0, max: 1 }),
        // Few ids, so that retries, partial ones too, are frequent.
        ids: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 }),
        expected: expectedRevisions,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('delete' as const), stream: fc.integer({ min: 0, max: 1 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('tombstone' as const),
        stream: fc.integer({ min: 0, max: 1 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 25 },
);

/** The revision that an append answers, or what it is refused with. */
function appendToModel(
  stream: ModelStream,
  ids: readonly string[],
  expected: number | 'any' | 'no_stream' | 'stream_exists',
): number | 'stream-deleted' | 'wrong-expected-version' {
  const current = stream.ids.length - 1;
  if (stream.tombstoned) return 'stream-deleted';
  if (expected === 'stream_exists' && stream.deleted) return 'stream-deleted';
  if (expected === 'stream_exists' && current < 0) return 'wrong-expected-version';
  const add = (): number => {
    if (stream.deleted) stream.visibleFrom = stream.ids.length;
    stream.deleted = false;
    return stream.ids.push(...ids) - 1;
  };
  if (expected === 'any' || expected === 'stream_exists') {
    const places = ids.map((id) => stream.ids.lastIndexOf(id));
    if (places[0] === -1) return add();
    return places.includes(-1) ? 'wrong-expected-version' : (places.at(-1) ?? -1);
  }
  const after = expected === 'no_stream' ? -1 : expected;
  if (after > current) return 'wrong-expected-version';
  if (after === current) return add();
  const there = stream.ids.slice(after + 1, after + 1 + ids.length);
  if (ids.every((id, index) => there[index] === id)) return after + ids.length;
  if (ids[0] === there[0]) return 'wrong-expected-version';
  return expected === 'no_stream' && stream.deleted ? add() : 'wrong-expected-version';
}

function endInModel(
  stream: ModelStream,
  kind: 'delete' | 'tombstone',
): 'done' | 'stream-deleted' | 'wrong-expected-version' {
  if (stream.tombstoned) return 'stream-deleted';
  if (kind === 'tombstone') stream.tombstoned = true;
  else if (stream.ids.length === 0) return 'wrong-expected-version';
  else stream.deleted = true;
  return 'done';
}

const refusal = (error: unknown): string => {
  if (error instanceof Error && 'type' in error) return String(error.type);
  throw error;
};

describe.each(APPEND_PATHS)('by $path', ({ options }) => {
  it('random appends, deletions and tombstones answer as the model does', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (run) => {
        const names = [randomUUID(), randomUUID()];
        const ids = Array.from({ length: 6 }, () => randomUUID());
        const model: ModelStream[] = names.map(() => ({
          ids: [],
          visibleFrom: 0,
          deleted: false,
          tombstoned: false,
        }));
        for (const step of run) {
          const stream = model[step.stream];
          const name = names[step.stream];
          if (stream === undefined || name === undefined) throw new Error('no such stream');
          if (step.kind === 'append') {
            const chosen = step.ids.map((index) => ids[index] ?? '');
            const expectedRevision: AppendExpectedRevision =
              typeof step.expected === 'number' ? BigInt(step.expected) : step.expected;
            const answer = await store.client
              .appendToStream(
                name,
                chosen.map((id) => jsonEvent({ id, type: 'Random', data: {} })),
                { ...options, expectedRevision },
              )
              .then(({ nextExpectedRevision }) => Number(nextExpectedRevision), refusal);
            expect(answer).toBe(appendToModel(stream, chosen, step.expected));
          } else {
            const answer = await (
              step.kind === 'delete' ? store.client.deleteStream(name) : store.client.tombstoneStream(name)
            ).then(() => 'done', refusal);
            expect(answer).toBe(endInModel(stream, step.kind));
          }
        }
        for (const [index, stream] of model.entries()) {
          const read = await collect(store.client.readStream(names[index] ?? '')).then(idsOf, refusal);
          expect(read).toEqual(visible(stream));
        }
      }),
      { numRuns: 60 },
    );
  });
});

function visible(stream: ModelStream): string[] | string {
  if (stream.tombstoned) return 'stream-deleted';
  if (stream.deleted || stream.ids.length === 0) return 'stream-not-found';
  return stream.ids.slice(stream.visibleFrom);
}
