import type { CSSProperties, KeyboardEvent, MouseEvent, ReactNode, Ref } from 'react';
import { Link } from 'react-router';
import { classes } from './classes.ts';
import styles from './DataTable.module.css';
import { Skeleton } from './Skeleton.tsx';
import { useVisibleRows } from './useVisibleRows.ts';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** A track of CSS grid; `minmax(0, 1fr)` unless given. Never `auto`: rows are laid out one by one. */
  readonly width?: string;
  readonly align?: 'end';
  /** Left out where the table has less than 900 px. */
  readonly isMinor?: boolean;
  /** In a phone's card: its title, beside the title, a line with the header as label, a line without, or nothing. */
  readonly onPhone?: 'title' | 'aside' | 'line' | 'bare' | 'hide';
}

export interface DataTableProps<Row> {
  /** The first one names the row: it is the link. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where a row leads; a page of ours. */
  readonly getHref?: (row: Row) => string;
  /** What a row does instead; its first cell is then a button. */
  readonly onRowPress?: (row: Row) => void;
  /** What the table holds, for whoever does not see it. */
  readonly caption: string;
  /** Shows rows without content in place of the rows. */
  readonly isLoading?: boolean;
  /** More rows exist than are loaded. */
  readonly hasMore?: boolean;
  /** A class for rows that stand out, such as one that has just come. */
  readonly rowClass?: (row: Row) => string | undefined;
}

const loadingRows = Array.from({ length: 8 }, (_, index) => index);

/**
 * Rows of data: a table, and on a phone a card for each. Of many rows only those in sight are in the page. The up and
 * down keys go from row to row.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, caption, isLoading = false, hasMore = false } = props;
  const { body, visible, before, after } = useVisibleRows(rows.length);
  const count = hasMore ? -1 : rows.length + 1;
  return (
    <div
      className={styles.frame}
      role="table"
      aria-label={caption}
      aria-busy={isLoading}
      aria-rowcount={isLoading ? undefined : count}
      style={tracks(columns)}
    >
      <div role="rowgroup" className={styles.head}>
        <div role="row" className={styles.row}>
          {columns.map((column) => (
            <div key={column.id} role="columnheader" className={cellClasses(column)}>
              {column.header}
            </div>
          ))}
        </div>
      </div>
      <div
        ref={body}
        role="rowgroup"
        className={styles.body}
        style={{ paddingTop: before, paddingBottom: after }}
      >
        {isLoading
          ? loadingRows.map((index) => <LoadingRow key={index} columns={columns} />)
          : visible.map(({ index, measure }) => {
              const row = rows[index];
              return (
                row !== undefined && (
                  <DataRow key={rowKey(row)} {...props} row={row} index={index} measure={measure} />
                )
              );
            })}
      </div>
    </div>
  );
}

interface DataRowProps<Row> extends DataTableProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly measure: Ref<HTMLDivElement> | undefined;
}

function DataRow<Row>({ columns, row, index, measure, getHref, onRowPress, rowClass }: DataRowProps<Row>) {
  const href = getHref?.(row);
  const isPressable = href !== undefined || onRowPress !== undefined;
  return (
    // The link or button inside does the same for the keyboard; this is for a click beside it.
    <div
      ref={measure}
      data-index={index}
      role="row"
      aria-rowindex={index + 2}
      className={classes(styles.row, isPressable && styles.pressable, rowClass?.(row))}
      {...(isPressable && { onClick: passOn, onKeyDown: goToNeighbour })}
    >
      {columns.map((column, position) => {
        const content = column.cell(row);
        return (
          <div key={column.id} role="cell" className={cellClasses(column)}>
            {(column.onPhone ?? 'line') === 'line' && (
              <span className={styles.label} aria-hidden="true">
                {column.header}
              </span>
            )}
            {position === 0 && href !== undefined ? (
              <Link to={href} className={styles.link} data-row-action="">
                {content}
              </Link>
            ) : position === 0 && onRowPress !== undefined ? (
              <button
                type="button"
                className={styles.link}
                data-row-action=""
                onClick={() => onRowPress(row)}
              >
                {content}
              </button>
            ) : (
              <span className={styles.value}>{content}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}

function LoadingRow<Row>({ columns }: Pick<DataTableProps<Row>, 'columns'>) {
  return (
    <div className={styles.row} aria-hidden="true">
      {columns.map((column) => (
        <div key={column.id} className={cellClasses(column)}>
          <Skeleton width={column.align === 'end' ? '40%' : '70%'} />
        </div>
      ))}
    </div>
  );
}

function cellClasses<Row>({ align, isMinor, onPhone = 'line' }: Column<Row>): string {
  return classes(
    styles.cell,
    align === 'end' && styles.end,
    isMinor === true && styles.minor,
    styles[`phone-${onPhone}`],
  );
}

function tracks<Row>(columns: readonly Column<Row>[]): CSSProperties {
  const template = (shown: readonly Column<Row>[]) =>
    shown.map(({ width = 'minmax(0, 1fr)' }) => width).join(' ');
  return {
    '--columns': template(columns),
    '--columns-narrow': template(columns.filter(({ isMinor }) => isMinor !== true)),
  } as CSSProperties;
}

function actionOf(row: Element | null): HTMLElement | null {
  return row?.querySelector<HTMLElement>('[data-row-action]') ?? null;
}

/** A click anywhere in a row is a click on its link, with the same modifiers; but not one that selected text. */
function passOn(event: MouseEvent<HTMLDivElement>) {
  const isOnControl = event.target instanceof Element && event.target.closest('a, button, input') !== null;
  if (isOnControl || window.getSelection()?.isCollapsed === false) return;
  actionOf(event.currentTarget)?.dispatchEvent(new window.MouseEvent('click', event.nativeEvent));
}

function goToNeighbour(event: KeyboardEvent<HTMLDivElement>) {
  const row = event.currentTarget;
  const neighbours: Readonly<Record<string, Element | null>> = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
  };
  const next = actionOf(neighbours[event.key] ?? null);
  if (next === null) return;
  event.preventDefault();
  next.focus();
}
