/** What a table shows of its rows, and what its rows do. */
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './DataTable.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** A track of CSS grid; `minmax(0, 1fr)` unless given. Never `auto`: rows are laid out one by one. */
  readonly width?: string;
  readonly align?: 'end';
  /** Left out where the table has less than 900 px. */
  readonly isMinor?: boolean;
  /**
   * In a phone's card: its title, beside the title, one of three facts in a row with the header above it (or one as wide as
   * two), a line with the header before it, a line without, or nothing.
   */
  readonly onPhone?: 'title' | 'aside' | 'fact' | 'wideFact' | 'line' | 'bare' | 'hide';
}

export interface RowActions<Row> {
  /** Where a row leads; a page of ours. */
  readonly getHref?: (row: Row) => string;
  /** What a row does instead; its first cell is then a button. */
  readonly onRowPress?: (row: Row) => void;
  /** How a row looks otherwise than the others. */
  readonly rowClass?: (row: Row) => string | undefined;
}

export function cellClasses<Row>({ align, isMinor, onPhone = 'line' }: Column<Row>): string {
  return classes(
    styles.cell,
    align === 'end' && styles.end,
    isMinor === true && styles.minor,
    styles[`phone-${onPhone}`],
  );
}
