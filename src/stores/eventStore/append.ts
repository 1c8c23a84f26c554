/** Appends at an expected revision, with a time limit of its own on every attempt. */
import { InvalidEvent } from '../errors.ts';
import type { EventStoreLimits, ExpectedRevision, NewEvent } from '../eventStore.ts';
import { untilDecided, within } from './attempts.ts';
import type { Connection } from './connection.ts';
import { proposed } from './events.ts';
import { decision } from './faults.ts';

/**
 * A retry carries the ids and the expected revision of the first attempt. The server then recognises events that it has
 * stored already and repeats its answer, so that an answer that was lost is never mistaken for a conflict.
 */
export async function append(
  connection: Connection,
  limits: EventStoreLimits,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
): Promise<{ readonly revision: bigint }> {
  if (events.length === 0) throw new InvalidEvent(`an append to ${stream} needs at least one event`);
  const batch = events.map(proposed);
  return untilDecided(
    connection,
    limits,
    `append to ${stream}`,
    (error) => decision(error, stream, expected),
    async ({ client }, milliseconds) => {
      const appending = client.appendToStream(stream, batch, {
        expectedRevision: expected,
        credentials: { ...connection.credentials },
        deadline: milliseconds,
        requiresLeader: true,
      });
      const { nextExpectedRevision } = await within(milliseconds, appending);
      return { revision: nextExpectedRevision };
    },
  );
}
