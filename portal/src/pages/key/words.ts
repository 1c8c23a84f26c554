/** Small things that are said in several places. */

/** "1 scope", "3 scopes"; "2 addresses" where the plural is said. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Seconds in their two largest units: "1 day 2 hours", "90 seconds" as "1 minute 30 seconds". */
export function duration(seconds: number): string {
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return 'no time';
  let rest = seconds;
  const parts = units.slice(first, first + 2).map(([unit, size]) => {
    const number = Math.floor(rest / size);
    rest -= number * size;
    return number === 0 ? '' : count(number, unit);
  });
  return parts.filter((part) => part !== '').join(' ');
}
