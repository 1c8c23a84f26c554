/** Statements that write many rows at once. Rows are objects with a field for each column; Postgres reads them as JSON. */
import type { Statement } from './projection.ts';

/** New rows; one that is there already is refused. */
export function insertion(table: string, rows: readonly object[]): readonly Statement[] {
  return statement(rows, `insert into ${table} select * from ${recordset(table)}`);
}

/**
 * Columns that change, in all rows with the same values under `key`: one statement for all that change the same columns.
 * @param rows the key's columns and those that change
 */
export function update(table: string, key: readonly string[], rows: readonly object[]): readonly Statement[] {
  const alike = new Map<string, object[]>();
  for (const row of rows) {
    const columns = Object.keys(row).filter((column) => !key.includes(column));
    if (columns.length === 0) continue;
    const assignments = columns.toSorted().map((column) => `${column} = change.${column}`);
    const text = assignments.join(', ');
    const others = alike.get(text) ?? [];
    alike.set(text, others);
    others.push(row);
  }
  const same = key.map((column) => `held.${column} = change.${column}`).join(' and ');
  return [...alike].flatMap(([assignments, changes]) =>
    statement(
      changes,
      `update ${table} held set ${assignments} from ${recordset(table)} change where ${same}`,
    ),
  );
}

/** The rows with these primary keys go. */
export function deletion(
  table: string,
  key: readonly string[],
  rows: readonly object[],
): readonly Statement[] {
  const columns = key.join(', ');
  return statement(
    rows,
    `delete from ${table} where (${columns}) in (select ${columns} from ${recordset(table)})`,
  );
}

const recordset = (table: string): string => `json_populate_recordset(null::${table}, $1)`;

function statement(rows: readonly object[], text: string): readonly Statement[] {
  return rows.length === 0 ? [] : [{ text, values: [JSON.stringify(rows)] }];
}
