import { expect, test } from 'vitest';
import { turns } from '../../src/domain/turns.ts';

test('so many run at once, so many wait in their order, the rest is turned away before it begins', async () => {
  const inTurn = turns(2, 2);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => inTurn(work(name)));
  await expect(inTurn(work('e'))).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(begun).toEqual(['a', 'b']);

  ends.get('b')?.();
  expect(await b).toBe('b');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c']) ends.get(name)?.();
  expect(await Promise.all([a, c])).toEqual(['a', 'c']);
  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
  ends.get('d')?.();
  await d;
});

test('work that fails gives its turn back', async () => {
  const inTurn = turns(1, 0);
  await expect(inTurn(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await inTurn(() => Promise.resolve('next'))).toBe('next');
});
