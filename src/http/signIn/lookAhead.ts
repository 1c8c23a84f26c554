/** Requests for what nobody has opened yet: what can be used once must outlast them. */
import type { Request } from 'express';

/** Whether it asks for headers alone, or is made by a browser that only expects to be sent there (`Sec-Purpose: prefetch`). */
export function isLookAhead({ method, headers }: Request): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']];
  return method === 'HEAD' || purposes.some((purpose) => String(purpose).startsWith('prefetch'));
}
