-- Entries of the audit by the caller's address, and in the order in which they arrive.

-- A table that is made anew has these indexes. Of one that is there each month gets them now, which takes seconds for ten
-- million entries, while requests go on and their entries wait. For far more, an operator makes them beforehand, under these
-- names (docs/operations.md): then nothing is left to do.
do $$
begin
  if to_regclass('audit') is not null then
    create index if not exists audit_allowed_of_address on audit (merchant_id, ip, id) where outcome = 'ALLOWED';
    create index if not exists audit_refused_of_address on audit (merchant_id, ip, id) where outcome <> 'ALLOWED';
  end if;
end
$$;

-- The batches of entries by their position in the event log, kept for an hour, for those who watch entries arrive. It goes on
-- when the audit is made anew.
create table audit_arrivals (
  position numeric(20) primary key,
  -- For each process that made ids in the batch: how its ids end, the first and the last of them.
  ids json not null,
  at timestamptz not null default now()
);
