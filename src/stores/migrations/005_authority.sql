-- What makes a revocation hold everywhere when it is answered: docs/revocation.md.
-- The epoch counts the changes to keys that were published. Whoever publishes holds its row until the end of the transaction,
-- so that epochs become visible in their order.
create table key_epoch (
  only_one boolean primary key default true check (only_one),
  epoch bigint not null
);
insert into key_epoch (epoch) values (0);

-- The changes by epoch; without a key it is all keys that may have changed.
create table key_changes (
  epoch bigint primary key,
  key_id text,
  at timestamptz not null default now()
);
create index key_changes_old on key_changes (at);

-- The API processes that answer from memory, and the epoch up to which each has applied the changes. A fenced one may not
-- any more: it has to register anew, with nothing in its memory.
create table api_nodes (
  node uuid primary key,
  epoch bigint not null,
  fenced boolean not null default false,
  seen_at timestamptz not null default now()
);

-- For the transaction that shows a change in the read models.
create function publish_key_change(changed_key text) returns void language sql as $$
  with next as (update key_epoch set epoch = epoch + 1 returning epoch)
  insert into key_changes (epoch, key_id) select epoch, changed_key from next
$$;
