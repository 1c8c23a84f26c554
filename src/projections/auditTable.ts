/**
 * Every audited request. Rows are added and never changed: nobody is granted more. An id begins with its millisecond
 * (UUIDv7), so that the order of ids is that of time, over all nodes; a range of time is a range of ids, and so is the month
 * of a partition.
 */
import type { AuditEntry } from '../domain/auditEntry.ts';
import { arrivalsOf } from './auditArrivals.ts';
import type { Projection, Statement } from './projection.ts';
import { entriesOf } from './requestProjection.ts';

/**
 * Each index is for one of the filters that can be asked for, a merchant's always, and ends in the id: whatever is asked,
 * the page is a range of an index in every month, already in its order. Allowed requests and refused ones have their own, so
 * that many of the one kind never stand between few of the other, and that an allowed request, the usual one, is in three.
 *
 * The function makes a month's partition with its owner's rights, for whoever may call it may not. It attaches a table that
 * is ready, because "create … partition of" would wait for every reader of the audit, and make all others wait.
 */
const create = `
  create table audit (
    id          uuid        primary key,
    at          timestamptz not null,
    key_id      text,
    key_name    text,
    merchant_id text,
    endpoint    text        not null,
    method      text        not null,
    status      integer     not null,
    ip          text        not null,
    prefix      text,
    outcome     text        not null,
    request_id  text        not null,
    user_agent  text,
    suppressed  integer
  ) partition by range (id);
  create index audit_allowed_of_merchant on audit (merchant_id, id) where outcome = 'ALLOWED';
  create index audit_allowed_of_key on audit (key_id, merchant_id, id) where outcome = 'ALLOWED';
  create index audit_refused_of_merchant on audit (merchant_id, id) where outcome <> 'ALLOWED';
  create index audit_refused_of_key on audit (key_id, merchant_id, id) where outcome <> 'ALLOWED';
  create index audit_outcome_of_merchant on audit (merchant_id, outcome, id) where outcome <> 'ALLOWED';
  create index audit_outcome_of_key on audit (key_id, merchant_id, outcome, id) where outcome <> 'ALLOWED';
  create index audit_allowed_of_address on audit (merchant_id, ip, id) where outcome = 'ALLOWED';
  create index audit_refused_of_address on audit (merchant_id, ip, id) where outcome <> 'ALLOWED';
  select append_only('audit');

  create function audit_month(month date) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    part text := to_char(month, '"audit_"YYYY_MM');
    begins date := date_trunc('month', month);
    bounds uuid[] := array(
      select (lpad(to_hex(extract(epoch from bound)::bigint * 1000), 12, '0') || repeat('0', 20))::uuid
      from unnest(array[begins, (begins + interval '1 month')::date]) bound);
  begin
    if to_regclass(part) is not null then
      return;
    end if;
    execute format('create table %I (like audit including all)', part);
    execute format('alter table audit attach partition %I for values from (%L) to (%L)', part, bounds[1], bounds[2]);
    perform append_only(part::regclass);
  end
  $$`;

/** The first day of the month that an id lies in, UTC. */
function monthOf({ id }: AuditEntry): string {
  const milliseconds = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return `${new Date(milliseconds).toISOString().slice(0, 7)}-01`;
}

/** An entry that is there already cannot come again; should it, its id refuses it. */
const insert = `
  insert into audit (id, at, key_id, key_name, merchant_id, endpoint, method, status, ip, prefix, outcome, request_id,
    user_agent, suppressed)
  select * from json_to_recordset($1) as entry (id uuid, timestamp timestamptz, "apiKeyId" text, "apiKeyName" text,
    "merchantId" text, endpoint text, method text, status integer, ip text, prefix text, outcome text, "requestId" text,
    "userAgent" text, suppressed integer)`;

function add(entries: readonly AuditEntry[]): readonly Statement[] {
  const months = [...new Set(entries.map(monthOf))];
  return [
    ...months.map((month) => ({ text: 'select audit_month($1)', values: [month] })),
    { text: insert, values: [JSON.stringify(entries)] },
  ];
}

export const audit: Projection = {
  name: 'audit',
  version: 1,
  create,
  drop: 'drop table if exists audit; drop function if exists audit_month',
  project: (batches) => [...batches.flatMap((batch) => add(entriesOf(batch))), arrivalsOf(batches)],
};
