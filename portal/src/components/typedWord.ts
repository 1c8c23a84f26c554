/**
 * Whether somebody typed what they were shown. A page shows spaces in a row as one, and some characters not at all; what
 * cannot be seen need not be typed.
 */
export function isTyped(typed: string, shown: string): boolean {
  return visible(typed) === visible(shown);
}

function visible(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
