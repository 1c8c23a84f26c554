import type { CSSProperties } from 'react';
import { classes } from './classes.ts';
import { DataRow } from './DataRow.tsx';
import styles from './DataTable.module.css';
import { RowBlock } from './RowBlock.tsx';
import { Skeleton } from './Skeleton.tsx';
import { cellClasses, type Column, type RowActions } from './tableColumns.ts';

export type { Column } from './tableColumns.ts';

export interface DataTableProps<Row> extends RowActions<Row> {
  /** The first one names the row: it is the link. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** What the table holds, for whoever does not see it. */
  readonly caption: string;
  /** Shows rows without content in place of the rows. */
  readonly isLoading?: boolean;
  /** More rows exist than are loaded. */
  readonly hasMore?: boolean;
}

const blockSize = 20;
const loadingRows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/**
 * Rows of data: a table, and on a phone a card for each. Of thousands of rows only those near to what is in sight are in
 * the page. The up and down keys go from row to row.
 */
export function DataTable<Row>({
  columns,
  rows,
  rowKey,
  getHref,
  onRowPress,
  rowClass,
  caption,
  isLoading = false,
  hasMore = false,
}: DataTableProps<Row>) {
  return (
    <div className={styles.frame}>
      <div
        role="table"
        aria-label={caption}
        aria-busy={isLoading}
        aria-colcount={columns.length}
        aria-rowcount={hasMore || isLoading ? -1 : rows.length + 1}
        style={tracks(columns)}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" className={styles.row} aria-rowindex={1}>
            {columns.map((column) => (
              <div key={column.id} role="columnheader" className={cellClasses(column)}>
                {column.header}
              </div>
            ))}
          </div>
        </div>
        <div role="presentation" className={styles.body}>
          {isLoading ? (
            <div role="rowgroup">
              {loadingRows.map((name) => (
                <LoadingRow key={name} columns={columns} />
              ))}
            </div>
          ) : (
            blocksOf(rows).map(({ first, members }) => (
              <RowBlock key={first} rows={members} dependencies={[columns, getHref, onRowPress, rowClass]}>
                {() =>
                  members.map((row, index) => (
                    <DataRow
                      key={rowKey(row)}
                      columns={columns}
                      row={row}
                      position={first + index + 2}
                      {...(getHref !== undefined && { getHref })}
                      {...(onRowPress !== undefined && { onRowPress })}
                      {...(rowClass !== undefined && { rowClass })}
                    />
                  ))
                }
              </RowBlock>
            ))
          )}
        </div>
      </div>
    </div>
  );
}

function LoadingRow<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <div role="row" className={styles.row}>
      {columns.map((column) => (
        <div key={column.id} role="cell" className={classes(cellClasses(column), styles.loading)}>
          <Skeleton width={column.align === 'end' ? '60%' : '75%'} />
        </div>
      ))}
    </div>
  );
}

function blocksOf<Row>(rows: readonly Row[]) {
  return Array.from({ length: Math.ceil(rows.length / blockSize) }, (_, index) => {
    const first = index * blockSize;
    return { first, members: rows.slice(first, first + blockSize) };
  });
}

function tracks<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const template = (shown: readonly Column<Row>[]) =>
    shown.map(({ width = 'minmax(0, 1fr)' }) => width).join(' ');
  return {
    '--columns': template(columns),
    '--columns-narrow': template(columns.filter(({ isMinor }) => isMinor !== true)),
  } as CSSProperties;
}
