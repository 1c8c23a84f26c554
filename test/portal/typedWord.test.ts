import { expect, test } from 'vitest';
import { isTyped } from '../../portal/src/components/typedWord.ts';

test.each([
  ['Web shop', 'Web shop', 'as it is'],
  [' Web shop ', 'Web shop', 'with spaces around it'],
  ['a b', 'a  b', 'where spaces in a row are shown as one'],
  ['a b', 'a\u00a0b', 'where a space does not break'],
  ['Café', 'Cafe\u0301', 'where an accent is a character of its own'],
  ['Webshop', 'Web\u200bshop', 'where a character has no width'],
])('when %j is typed for %j , %s, then it is taken', (typed, shown) => {
  expect(isTyped(typed, shown)).toBe(true);
});

test.each([
  ['web shop', 'Web shop'],
  ['Webshop', 'Web shop'],
  ['Web', 'Web shop'],
  ['', 'Web shop'],
])('when %j is typed for %j, then it is not', (typed, shown) => {
  expect(isTyped(typed, shown)).toBe(false);
});
