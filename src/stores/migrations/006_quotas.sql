-- The requests that count against a key's limit, as src/domain/quota.ts says, by Postgres's clock. Lost in a crash of
-- Postgres. The table of the fixed windows before, rate_limits, stays for processes of the last version.
create unlogged table quotas (
  key_id text primary key,
  -- The last instant of each mark, oldest first, and how many requests it stands for.
  lasts timestamptz[] not null,
  counts integer[] not null,
  used integer not null,
  newest_began timestamptz not null,
  -- Later than the end of the last mark's window. It moves once a minute at most, so that other changes touch no index.
  idle_from timestamptz not null
) with (fillfactor = 50);
create index quotas_idle on quotas (idle_from);

-- Takes one request off, if one is left. Whoever holds the key's row decides, and reads the clock only then: instants in a
-- row are in the order in which they were taken, also among those who waited for each other.
create function take_quota(key text, most integer, sharing interval)
returns table (allowed boolean, taken integer, wait_ms double precision) language plpgsql as $$
declare
  span constant interval := '60 seconds';
  held quotas;
  instant timestamptz;
  set_back boolean;
  excess integer;
  mark integer;
begin
  loop
    select * into held from quotas where key_id = key for update;
    exit when found;
    insert into quotas values (key, '{}', '{}', 0, clock_timestamp(), clock_timestamp() + 2 * span) on conflict do nothing;
    -- Whoever adds a row removes up to two that nobody uses any more: there are never more than were once used at a time.
    if found then
      delete from quotas where key_id in (
        select key_id from quotas where idle_from < clock_timestamp() order by idle_from limit 2 for update skip locked);
    end if;
  end loop;
  instant := clock_timestamp();

  -- What lies ahead of a clock that was set back counts as from now: too long rather than not at all.
  set_back := coalesce(held.lasts[cardinality(held.lasts)] > instant, false);
  if set_back then
    held.lasts := array(select least(last, instant) from unnest(held.lasts) with ordinality l (last, n) order by n);
    held.newest_began := least(held.newest_began, instant);
  end if;

  mark := 1;
  while held.lasts[mark] <= instant - span loop
    held.used := held.used - held.counts[mark];
    mark := mark + 1;
  end loop;
  held.lasts := held.lasts[mark:];
  held.counts := held.counts[mark:];

  allowed := held.used < most;
  if allowed then
    mark := cardinality(held.lasts);
    if mark > 0 and instant - held.newest_began < sharing then
      held.lasts[mark] := instant;
      held.counts[mark] := held.counts[mark] + 1;
    else
      held.lasts := held.lasts || instant;
      held.counts := held.counts || 1;
      held.newest_began := instant;
    end if;
    held.used := held.used + 1;
  end if;
  if allowed or set_back then
    if held.idle_from < instant + span then held.idle_from := instant + 2 * span; end if;
    update quotas set lasts = held.lasts, counts = held.counts, used = held.used,
      newest_began = held.newest_began, idle_from = held.idle_from where key_id = key;
  end if;

  -- A limit that was lowered meanwhile takes more than the oldest mark to be met.
  excess := held.used - most;
  mark := 1;
  while mark < cardinality(held.counts) and excess >= held.counts[mark] loop
    excess := excess - held.counts[mark];
    mark := mark + 1;
  end loop;
  taken := held.used;
  wait_ms := 1000 * extract(epoch from coalesce(held.lasts[mark], instant) + span - instant);
  return next;
end
$$;
