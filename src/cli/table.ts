/** Tables for people: plain text, columns as wide as their widest cell, `-` for what there is none of. */

/** A column: its heading, and what stands in it for a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => Cell];

type Cell = string | number | null;

const ascii = /^[\x20-\x7e]*$/;
const characters = new Intl.Segmenter();

/** The rows below a line of headings, each line ended. Cells are left-aligned, numbers right-aligned. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const lines = [columns.map(([heading]) => heading), ...cells.map((line) => line.map(shown))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => length(line[index]))));
  const rightAligned = columns.map((_, index) => cells.some((line) => typeof line[index] === 'number'));
  return lines
    .map((line) => line.map((text, index) => padded(text, widths[index], rightAligned[index])).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** One row, a line for each of its cells. */
export function record<Row>(columns: readonly Column<Row>[], row: Row): string {
  const width = Math.max(...columns.map(([heading]) => length(heading)));
  return columns.map(([heading, cell]) => `${padded(heading, width)}  ${shown(cell(row))}\n`).join('');
}

function shown(cell: Cell): string {
  return cell === null || cell === '' ? '-' : String(cell);
}

function padded(text: string, width = 0, right = false): string {
  const padding = ' '.repeat(Math.max(0, width - length(text)));
  return right ? padding + text : text + padding;
}

/** In characters as people count them. */
function length(text = ''): number {
  return ascii.test(text) ? text.length : Array.from(characters.segment(text)).length;
}
