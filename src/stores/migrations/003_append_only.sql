-- Immutable means not granted. The application's role may update and delete in every table that the owner makes, by default
-- privileges; for a table that only grows, this takes it back, from the owner itself as well. The owner can still drop the
-- table. A partition is a table of its own: it needs the same.
create function append_only(grown regclass) returns void language plpgsql as $$
declare
  holder text;
begin
  for holder in
    select distinct case grantee when 0 then 'public' else grantee::regrole::text end
    from pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner)))
    where oid = grown
  loop
    execute format('revoke update, delete, truncate on %s from %s', grown, holder);
  end loop;
end
$$;
