/** CSV by RFC 4180, made safe for spreadsheets: what a caller could choose must not become a formula there. */

/**
 * Spreadsheets take a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection), and where
 * they part cells at semicolons or tabs, as in many countries, one may begin in the middle of ours.
 */
const formula = /(?:^|(?<=[;\t\r\n]))(?=[=+\-@])|^(?=[\t\r\n])/g;
const needsQuotes = /[",\r\n]/;

/** One record, ended by CRLF (RFC 4180 §2.1). What is missing is an empty field. */
export function csvRecord(values: readonly (string | number | null | undefined)[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

/** An apostrophe in front makes text of a formula; numbers are ours and stay numbers. */
function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replaceAll(formula, "'");
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
