/** Events on their way in and out: what the client library takes and gives, and what the application does. */
import { jsonEvent } from '@eventstore/db-client';
import type { EventData, RecordedEvent as ClientEvent } from '@eventstore/db-client';
import { EventStoreRefused, InvalidEvent } from '../errors.ts';
import type { NewEvent, RecordedEvent } from '../eventStore.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The event for the client library, once it is certain that JSON keeps it whole: the library serialises where nobody
 * hears an exception, so that a BigInt would end the process.
 * @throws InvalidEvent
 */
export function proposed({ id, type, data, metadata }: NewEvent): EventData {
  if (!uuid.test(id)) throw new InvalidEvent(`event ${type} has the id ${id}, which is no UUID`);
  if (type === '') throw new InvalidEvent(`event ${id} has no type`);
  for (const [part, value] of Object.entries({ data, metadata })) {
    const flaw = flawOf(value, part, []);
    if (flaw) throw new InvalidEvent(`event ${type} is not plain JSON: ${flaw}`);
  }
  return jsonEvent({ id, type, data: { ...data }, metadata: { ...metadata } });
}

/** @throws EventStoreRefused for an event without its place in the log, which servers older than 22.6 leave out. */
export function recorded(event: ClientEvent): RecordedEvent {
  const { id, type, streamId, revision, position, data, metadata, created } = event;
  if (!position)
    throw new EventStoreRefused(`the event store does not tell positions: it is older than 22.6`);
  return { id, type, stream: streamId, revision, position, data, metadata, created };
}

/** The first thing that JSON would change or cannot hold. An absent and an undefined field are the same to JSON. */
function flawOf(value: unknown, path: string, holders: readonly object[]): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object') return `${path} is a ${typeof value}`;
  if (holders.includes(value)) return `${path} contains itself`;
  const within = [...holders, value];
  if (Array.isArray(value)) {
    return firstFlaw(Array.from(value, (item: unknown, at) => flawOf(item, `${path}[${at}]`, within)));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${path} is a ${value.constructor.name}`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return firstFlaw(fields.map(([key, field]) => flawOf(field, `${path}.${key}`, within)));
}

function firstFlaw(flaws: readonly (string | undefined)[]): string | undefined {
  return flaws.find((flaw) => flaw !== undefined);
}
