/** CSV that every reader reads back, and that no spreadsheet runs. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRecord } from '../../src/domain/csv.ts';

test('given RFC 4180: fields with commas, quotes and line breaks are quoted, the others are not', () => {
  const fields = ['a', 'b c', 'd,e', 'say "x"', 'two\r\nlines', '', null, undefined, 200, -1];
  expect(csvRecord(fields)).toBe('a,b c,"d,e","say ""x""","two\r\nlines",,,,200,-1\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t1', '\r1', '\n1', '=HYPERLINK("http://x","y")', '-'])(
  'given %j, then a spreadsheet reads text',
  (text) => {
    const [field] = parsed(csvRecord([text]));
    expect(field).toBe(`'${text}`);
  },
);

test.each([
  ['a;=1', "a;'=1"],
  ['\t=1', "'\t'=1"],
  ['a;b;+1;-2', "a;b;'+1;'-2"],
  ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
  ['a\n=1', "a\n'=1"],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (X11; Linux x86_64)'],
  ['a-b=c', 'a-b=c'],
])('given %j, then also where semicolons or tabs part cells it is text', (text, safe) => {
  expect(parsed(csvRecord([text]))).toEqual([safe]);
});

test('whatever the fields, they are read back, and none begins like a formula', () => {
  const field = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ',', ';', '"', 'a') }),
  );
  const bare = (text: string) => text.replaceAll("'", '');
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const read = parsed(csvRecord(fields));
      expect(read.map(bare)).toEqual(fields.map(bare));
      expect(read.filter((text) => /^[\t\r\n]|(?:^|[;\t\r\n])[=+\-@]/.test(text))).toEqual([]);
    }),
  );
});

/** The fields of one record, by RFC 4180 §2. */
function parsed(record: string): readonly string[] {
  expect(record.endsWith('\r\n')).toBe(true);
  const fields: string[] = [];
  let rest = record.slice(0, -2);
  for (;;) {
    const [, quoted, plain = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/s.exec(rest) ?? [];
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    rest = rest.slice(quoted === undefined ? plain.length : quoted.length + 2);
    if (rest === '') return fields;
    expect(rest[0]).toBe(',');
    rest = rest.slice(1);
  }
}
