/** Options that several commands take, and what they accept. */
import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { canonicalAddress } from '../domain/ipRules.ts';

/** `--merchant`, which has to be given unless it only narrows. */
export function merchantOption({ required = true } = {}): Option {
  return new Option('--merchant <id>', 'the merchant').makeOptionMandatory(required);
}

/** `--actor`, under which a change is recorded. */
export function actorOption(): Option {
  return new Option('--actor <name>', 'who does it').default('operator');
}

/** `--json`, instead of a table. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON instead of a table');
}

/** Reads a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

/** Collects an option that may be given several times. */
export function repeated(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

const instantSchema = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** Reads a date, which stands for its first instant in UTC, or a timestamp with zone. */
export function instant(text: string): Date {
  if (instantSchema.safeParse(text).success) return new Date(text);
  throw new InvalidArgumentError(
    'It takes a date (2027-01-31) or a timestamp with zone (2027-01-31T12:00:00Z).',
  );
}

/** Reads an address, into the text that the audit has it in. */
export function address(text: string): string {
  const canonical = canonicalAddress(text);
  if (canonical !== undefined) return canonical;
  throw new InvalidArgumentError('It takes an IP address, such as 203.0.113.7 or 2001:db8::7.');
}
