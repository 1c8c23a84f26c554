/**
 * The log in Postgres: one append-only table. The server only ever selects and inserts; the trigger and the
 * revoked rights see to it that nothing else succeeds, by whatever role, without someone changing the schema first.
 */

/** Creates everything, or nothing when it fails; run by one server at a time. */
export const SCHEMA = `
create schema if not exists event_store;

create table event_store.events (
  position bigint primary key,
  stream text collate "C" not null,
  revision bigint not null,
  id uuid not null,
  type text collate "C" not null,
  json boolean not null,
  created timestamptz not null,
  data bytea not null,
  metadata bytea not null,
  unique (stream, revision)
);

comment on column event_store.events.position is
  'About the length of the log in bytes up to the end of this event: strictly increasing, and sparse.';

create or replace function event_store.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'event_store.events is append-only: % is refused', tg_op;
end
$$;

create trigger append_only
  before update or delete or truncate on event_store.events
  for each statement execute function event_store.refuse_change();

revoke update, delete, truncate on event_store.events from public, current_user;
`;
