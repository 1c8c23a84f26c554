/** The only statement that writes. */
import type { RecordedEvent } from '../events.ts';
import type { Queryable } from './rows.ts';

const INSERT = {
  name: 'insert-events',
  text: `
    insert into event_store.events (position, stream, revision, id, type, json, created, data, metadata)
    select position, stream, revision, id, type, json, to_timestamp($7), data, metadata
    from unnest($1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::boolean[], $8::bytea[], $9::bytea[])
      as added (position, stream, revision, id, type, json, data, metadata)`,
};

/** Inserts all or none, durably: it resolves when Postgres has committed. The events of a batch share one `created`. */
export async function insertEvents(db: Queryable, events: readonly RecordedEvent[]): Promise<void> {
  await db.query({
    ...INSERT,
    values: [
      events.map((event) => String(event.position)),
      events.map((event) => event.stream),
      events.map((event) => String(event.revision)),
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => event.json),
      (events[0]?.created ?? 0) / 1000,
      events.map((event) => event.data),
      events.map((event) => event.metadata),
    ],
  });
}
