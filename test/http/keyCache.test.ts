import { expect, test } from 'vitest';
import { keyCache } from '../../src/http/keyCache.ts';
import type { IdentifiedKey } from '../../src/http/keyIdentifier.ts';

function key(keyId: string): IdentifiedKey {
  return {
    keyId,
    merchantId: 'm_1',
    name: keyId,
    prefix: `sntr_${keyId}`,
    profile: 'sentry',
    environment: 'live',
    scopes: [],
    status: 'active',
    expiresAt: null,
    secretEndsAt: null,
    allowsAddress: () => true,
  };
}

test('given a key that is kept under two secrets, then forgetting it forgets both, and no other', () => {
  const cache = keyCache(10);
  const [current, previous, other] = ['current', 'previous', 'other'].map(cache.digestOf);
  if (current === undefined || previous === undefined || other === undefined) throw new Error('no digests');
  cache.keep(current, key('key_1'));
  cache.keep(previous, key('key_1'));
  cache.keep(other, key('key_2'));
  cache.keep(current, key('key_1'));
  cache.forget('key_1');
  expect([current, previous, other].map((digest) => cache.find(digest)?.keyId)).toEqual([
    undefined,
    undefined,
    'key_2',
  ]);
  cache.forget('key_1');
  cache.forgetAll();
  expect(cache.load().keys).toBe(0);
});

test('given more keys than it may hold, then those used longest ago give way, and leave nothing behind', () => {
  const cache = keyCache(2);
  cache.keep('a', key('key_a'));
  cache.keep('b', key('key_b'));
  cache.find('a');
  cache.keep('c', key('key_c'));
  expect(['a', 'b', 'c'].map((digest) => cache.find(digest)?.keyId)).toEqual(['key_a', undefined, 'key_c']);
  cache.keep('b', key('key_b'));
  cache.forget('key_b');
  expect(cache.find('b')).toBeUndefined();
  expect(cache.load().keys).toBe(1);
});

test('given two processes, then a secret has another digest in each', () => {
  expect(keyCache(1).digestOf('secret')).not.toBe(keyCache(1).digestOf('secret'));
  const cache = keyCache(1);
  expect(cache.digestOf('secret')).toBe(cache.digestOf('secret'));
  expect(cache.digestOf('secret')).not.toContain('secret');
});

test("what was found and what had to be looked up is counted, and a secret that is nobody's is neither", () => {
  const cache = keyCache(1);
  cache.keep('a', key('key_a'));
  cache.find('a');
  cache.find('a');
  cache.find('b');
  cache.missed();
  expect(cache.load()).toEqual({ keys: 1, hits: 2, misses: 1 });
});
