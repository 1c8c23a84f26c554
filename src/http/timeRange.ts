/** `from` (inclusive) and `to` (exclusive) of a query. */
import { z } from 'zod';
import { invalidInput } from '../domain/errors.ts';

const message = 'is a date (2027-01-31) or a timestamp with zone (2027-01-31T12:00:00Z)';

/** A date means its first instant, UTC. */
const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], message)
  .transform((text) => new Date(text));

export const rangeQuery = { from: instant.optional(), to: instant.optional() };

/** @throws DomainError INVALID_INPUT when nothing lies between them */
export function expectRange({
  from,
  to,
}: {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}): void {
  if (from === undefined || to === undefined || from < to) return;
  throw invalidInput(
    'from',
    `from must lie before to; ${from.toISOString()} is not before ${to.toISOString()}`,
  );
}
