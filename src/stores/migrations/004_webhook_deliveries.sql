-- What webhooks were sent, are to be sent and met on their way. Operational state, not a read model: it says what we did to
-- the outside world, so no rebuild makes it anew, and who drops it loses deliveries that were not made yet.
create table webhook_deliveries (
  id text primary key default 'dlv_' || replace(gen_random_uuid()::text, '-', ''),
  endpoint_id text not null,
  merchant_id text not null,
  -- The same for every endpoint that hears of the same event.
  message_id text not null,
  type text not null,
  -- The body as it is sent.
  payload json not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'dead', 'cancelled')),
  attempts integer not null default 0,
  -- Failures of the present schedule; a retry by hand begins another.
  failures integer not null default 0,
  next_attempt_at timestamptz default now(),
  created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
  finished_at timestamptz,
  unique (endpoint_id, message_id),
  check ((status = 'pending') = (next_attempt_at is not null)),
  check ((status = 'pending') = (finished_at is null))
);
create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_attempt_at) where status = 'pending';
create index webhook_deliveries_waiting on webhook_deliveries (created_at) where status = 'pending';
create index webhook_deliveries_dead on webhook_deliveries (finished_at) where status = 'dead';
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where status <> 'pending';
create index webhook_deliveries_newest on webhook_deliveries (endpoint_id, created_at desc, id desc);
create index webhook_deliveries_newest_by_status on webhook_deliveries (endpoint_id, status, created_at desc, id desc);

create table webhook_attempts (
  delivery_id text not null references webhook_deliveries on delete cascade,
  attempt integer not null,
  at timestamptz not null,
  status_code integer,
  error text,
  duration_ms integer not null,
  primary key (delivery_id, attempt)
);

-- Has endpoints looked after at an instant, through the job queue: whatever is due for them then is delivered. In the
-- transaction that makes a delivery it cannot be lost. A lane is a task of the queue. Before anybody has delivered there is
-- no queue: whoever makes it wakes what is due by then.
--
-- The queue looks for each job's key. Without the setting that look is planned while the table is empty, and then reads all
-- of it for each of thousands of jobs.
create function wake_webhook_endpoints(endpoints text[], lane text, at timestamptz) returns void language plpgsql
set enable_seqscan = off as $$
begin
  perform graphile_worker.add_jobs(array(
    select (lane, json_build_object('endpointId', endpoint), null, at, null, null, null, null)::graphile_worker.job_spec
    from unnest(endpoints) endpoint));
exception when invalid_schema_name or undefined_object or undefined_function then
  null;
end
$$;
