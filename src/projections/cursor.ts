/** Paging by cursor: opaque to the caller, the sort key of the last item shown to us. */
import { z } from 'zod';
import { invalidInput } from '../domain/errors.ts';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** `null` at the end. */
  readonly nextCursor: string | null;
}

/** As we write it, and no more: Postgres knows neither the year 0 nor all that JavaScript can read. */
const instant = z.iso.datetime().refine((text) => {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text && date.getUTCFullYear() >= 1;
});
const sortKey = z.tuple([instant, z.string().max(200).regex(/^\w+$/)]);

/** A cursor that stands behind an item with this instant and id. */
export function encodeCursor(key: readonly [instant: string, id: string]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The sort key in a cursor; empty for none.
 * @throws DomainError INVALID_INPUT when it is not one of ours.
 */
export function decodeCursor(cursor: string | undefined): readonly [string, string] | readonly [] {
  if (cursor === undefined) return [];
  try {
    return sortKey.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw invalidInput('cursor', 'cursor is the nextCursor of an earlier page, unchanged');
  }
}
