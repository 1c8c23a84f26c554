/** What a command is answered that was recorded for good, and is not proven to hold within the time of its request. */
import type { Answer } from './endpoint.ts';

/** @param once what only this answer can carry: a new secret, of which there is no other copy */
export function unproven(noun: string, id: string, once: Readonly<Record<string, string>> = {}): Answer {
  const message = `This was recorded and takes effect soon, but not within the time of this request. Do not repeat it; read the ${noun}`;
  return {
    status: 503,
    body: { error: 'SERVICE_UNAVAILABLE', message, id, ...once },
    headers: { 'Retry-After': '1' },
  };
}
