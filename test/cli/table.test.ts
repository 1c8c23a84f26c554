import { expect, test } from 'vitest';
import { record, table, type Column } from '../../src/cli/table.ts';

interface Fruit {
  readonly name: string;
  readonly colour: string | null;
  readonly count: number;
}

const columns: readonly Column<Fruit>[] = [
  ['NAME', ({ name }) => name],
  ['COUNT', ({ count }) => count],
  ['COLOUR', ({ colour }) => colour],
];
const fruits: readonly Fruit[] = [
  { name: 'apple', count: 7, colour: 'red' },
  { name: 'żółć 👩‍👩‍👧', count: 1200, colour: null },
  { name: '', count: 0, colour: '' },
];

test('columns are as wide as what people see in them, and no line ends in spaces', () => {
  expect(table(columns, fruits)).toBe(
    ['NAME    COUNT  COLOUR', 'apple       7  red', 'żółć 👩‍👩‍👧   1200  -', '-           0  -', ''].join('\n'),
  );
});

test('without rows there are the headings', () => {
  expect(table(columns, [])).toBe('NAME  COUNT  COLOUR\n');
});

test('one row stands line by line', () => {
  expect(record(columns, { name: 'plum', count: 3, colour: null })).toBe(
    'NAME    plum\nCOUNT   3\nCOLOUR  -\n',
  );
});
