/** Statements that write many rows at once. Rows are objects with a field for each column; Postgres reads them as JSON. */
import type { Statement } from './projection.ts';

/** New rows. */
export function insertion(table: string, rows: readonly object[]): readonly Statement[] {
  return statement(rows, `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`);
}

/** New rows, and rows that are there under the same primary key and change. */
export function upsert<Row extends object>(
  table: string,
  key: readonly (keyof Row & string)[],
  rows: readonly Row[],
): readonly Statement[] {
  const columns = Object.keys(rows[0] ?? {}).toSorted();
  const excluded = columns.map((column) => `excluded.${column}`);
  return statement(
    rows,
    `insert into ${table} (${columns.join(', ')})
     select ${columns.join(', ')} from json_populate_recordset(null::${table}, $1)
     on conflict (${key.join(', ')}) do update set (${columns.join(', ')}) = row (${excluded.join(', ')})`,
  );
}

/** Columns that change in all rows of an id, by id: one statement for all that change the same columns. */
export function update(
  table: string,
  id: string,
  changes: ReadonlyMap<string, object>,
): readonly Statement[] {
  const alike = new Map<string, object[]>();
  for (const [value, columns] of changes) {
    const assignments = Object.keys(columns)
      .toSorted()
      .map((column) => `${column} = change.${column}`)
      .join(', ');
    if (assignments === '') continue;
    const rows = alike.get(assignments) ?? [];
    alike.set(assignments, rows);
    rows.push({ ...columns, [id]: value });
  }
  return [...alike].flatMap(([assignments, rows]) =>
    statement(
      rows,
      `update ${table} held set ${assignments}
       from json_populate_recordset(null::${table}, $1) change where held.${id} = change.${id}`,
    ),
  );
}

/** The rows with these primary keys go. */
export function deletion<Row extends object>(
  table: string,
  key: readonly (keyof Row & string)[],
  rows: readonly Row[],
): readonly Statement[] {
  return statement(
    rows,
    `delete from ${table}
     where (${key.join(', ')}) in (select ${key.join(', ')} from json_populate_recordset(null::${table}, $1))`,
  );
}

function statement(rows: readonly object[], text: string): readonly Statement[] {
  return rows.length === 0 ? [] : [{ text, values: [JSON.stringify(rows)] }];
}
