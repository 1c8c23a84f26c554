import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { Link } from 'react-router';
import { classes } from './classes.ts';
import styles from './DataTable.module.css';
import { cellClasses, type Column, type RowActions } from './tableColumns.ts';

export interface DataRowProps<Row> extends RowActions<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
  /** In the whole table, its head being 1. */
  readonly position: number;
}

const labelled = new Set<string>(['line', 'fact', 'wideFact']);

/** A row: all of it can be clicked, and for the keyboard its first cell is the link or button. */
export function DataRow<Row>({ columns, row, position, getHref, onRowPress, rowClass }: DataRowProps<Row>) {
  const href = getHref?.(row);
  const isPressable = href !== undefined || onRowPress !== undefined;
  function action(content: ReactNode) {
    if (href !== undefined) {
      return (
        <Link to={href} className={styles.link} data-row-action="">
          {content}
        </Link>
      );
    }
    return (
      <button type="button" className={styles.link} data-row-action="" onClick={() => onRowPress?.(row)}>
        {content}
      </button>
    );
  }
  return (
    <div
      role="row"
      aria-rowindex={position}
      className={classes(styles.row, isPressable && styles.pressable, rowClass?.(row))}
      {...(isPressable && { onClick: passOn, onKeyDown: goToNeighbour })}
    >
      {columns.map((column, index) => (
        <div key={column.id} role="cell" className={cellClasses(column)}>
          {labelled.has(column.onPhone ?? 'line') && (
            <span className={styles.label} aria-hidden="true">
              {column.header}
            </span>
          )}
          {index === 0 && isPressable ? (
            action(column.cell(row))
          ) : (
            <span className={styles.value}>{column.cell(row)}</span>
          )}
        </div>
      ))}
    </div>
  );
}

function actionOf(row: Element | null | undefined): HTMLElement | undefined {
  return row?.querySelector<HTMLElement>('[data-row-action]') ?? undefined;
}

/** A click anywhere in a row is a click on its link, with the same modifiers; but not one that selected text. */
function passOn(event: MouseEvent<HTMLDivElement>) {
  const isOnControl = event.target instanceof Element && event.target.closest('a, button, input') !== null;
  if (isOnControl || window.getSelection()?.isCollapsed === false) return;
  actionOf(event.currentTarget)?.dispatchEvent(new window.MouseEvent('click', event.nativeEvent));
}

function goToNeighbour(event: KeyboardEvent<HTMLDivElement>) {
  const row = event.currentTarget;
  const block = row.parentElement;
  const neighbours: Readonly<Record<string, Element | null | undefined>> = {
    ArrowDown: row.nextElementSibling ?? block?.nextElementSibling?.firstElementChild,
    ArrowUp: row.previousElementSibling ?? block?.previousElementSibling?.lastElementChild,
  };
  const next = actionOf(neighbours[event.key]);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
