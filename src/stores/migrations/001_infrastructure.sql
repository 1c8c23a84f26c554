-- How far each projection group has read the event log. Tables of read models belong to their projections.
create table projection_checkpoints (
  projection_group text primary key,
  -- Names and versions of the group's projections: when they change, the read models are made anew.
  fingerprint text not null,
  -- Counts how often the read models were made anew.
  generation integer not null,
  -- The last event whose writes are in the tables; null when there was none yet. Positions are unsigned 64-bit.
  commit_position numeric(20),
  prepare_position numeric(20),
  event_id uuid,
  -- Whether the read models have caught up with the log since they were made. Before that they must not be believed.
  ready boolean not null,
  updated_at timestamptz not null default now(),
  check (num_nulls(commit_position, prepare_position, event_id) in (0, 3))
);

-- Counters of rate-limiter-flexible's RateLimiterPostgres, in the shape that it expects. Lost in a crash of Postgres.
create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
