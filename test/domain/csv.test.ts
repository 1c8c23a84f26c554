/** CSV that every reader reads back, and that no spreadsheet runs. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRecord } from '../../src/domain/csv.ts';

test('given RFC 4180: fields with commas, quotes and line breaks are quoted, the others are not', () => {
  const fields = ['a', 'b c', 'd,e', 'say "x"', 'two\r\nlines', '', null, undefined, 200, -1];
  expect(csvRecord(fields)).toBe('a,b c,"d,e","say ""x""","two\r\nlines",,,,200,-1\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=HYPERLINK("http://x","y")', '-'])(
  'given %j, then a spreadsheet reads text',
  (text) => {
    const [field] = parsed(csvRecord([text]));
    expect(field).toBe(`'${text}`);
  },
);

test('whatever the fields, they are read back, and none begins like a formula', () => {
  const field = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ',', '"', 'a') }),
  );
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const read = parsed(csvRecord(fields));
      expect(read.map((text) => text.replace(/^'(?=[=+\-@\t\r\n])/, ''))).toEqual(fields);
      expect(read.filter((text) => /^[=+\-@\t\r\n]/.test(text))).toEqual([]);
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
