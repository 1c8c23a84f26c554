/**
 * A client of the event store bench, in a process of its own. Its argument is JSON: url, path (Append or BatchAppend),
 * concurrency, eventsACall, and when to end: after so many seconds or events. Prints what was acknowledged.
 */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

/** @typedef {{ url: string, path: string, concurrency: number, eventsACall: number, seconds: number, count: string, prefix: string }} Task */

const task = /** @type {Task} */ (JSON.parse(process.argv[2] ?? '{}'));
const { url, path, concurrency, eventsACall, seconds, count, prefix } = task;
const client = EventStoreDBClient.connectionString(url);
// The client appends by BatchAppend unless a call brings credentials.
const options = path === 'Append' ? { credentials: { username: 'any', password: 'any' } } : {};
const began = performance.now();
let begun = 0;
let events = 0;

await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (begun < Number(count) && performance.now() - began < seconds * 1000) {
      begun += eventsACall;
      await client.appendToStream(
        `${prefix}-${randomUUID()}`,
        Array.from({ length: eventsACall }, benchEvent),
        {
          ...options,
          expectedRevision: 'no_stream',
        },
      );
      events += eventsACall;
    }
  }),
);
console.log(JSON.stringify({ events, seconds: (performance.now() - began) / 1000 }));
process.exit();

function benchEvent() {
  return jsonEvent({
    type: 'Benched',
    data: { number: 123456, text: 'x'.repeat(120) },
    metadata: { actor: 'bench' },
  });
}
