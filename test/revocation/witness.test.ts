import { expect, test } from 'vitest';
import { createWitness, percentile, type Grant } from './witness.ts';

const grantOf = (keyId: string): Grant => ({ keyId, secret: 's', scope: 'sales:read', path: '/' });

test('given an answered revocation, then a use that was sent after it and let through is a late accept', () => {
  const [witness, grant] = [createWitness(), grantOf('k1')];
  witness.used('a', grant, 1, 'allowed');
  witness.taken(grant, 2, 10);
  witness.used('a', grant, 9, 'allowed');
  witness.used('a', grant, 11, 'refused');
  witness.used('a', grant, 12, 'unavailable');
  expect(witness.lateAccepts).toEqual([]);
  witness.used('b', grant, 13, 'allowed');
  expect(witness.lateAccepts).toEqual([{ node: 'b', keyId: 'k1', scope: 'sales:read', afterMs: 3 }]);
  expect([...witness.uses]).toEqual([
    ['a', { allowedBefore: 2, after: 2, decidedAfter: 1 }],
    ['b', { allowedBefore: 0, after: 1, decidedAfter: 1 }],
  ]);
});

test('given two answers to the same revocation, then it holds from the first', () => {
  const [witness, grant] = [createWitness(), grantOf('k1')];
  witness.taken(grant, 0, 5);
  witness.taken(grant, 0, 8);
  witness.used('a', grant, 6, 'allowed');
  expect(witness.lateAccepts).toHaveLength(1);
  expect(witness.latencies).toEqual([5, 8]);
});

test('a percentile is a value that occurred', () => {
  expect([percentile([3, 1, 2], 0.5), percentile([3, 1, 2], 0.99), percentile([], 0.5)]).toEqual([2, 3, NaN]);
});
