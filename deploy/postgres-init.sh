#!/bin/sh
# Runs when the Postgres container of docker-compose.yml makes its cluster: a database with two roles. The role in
# Keyledger's DATABASE_OWNER_URL owns it and makes its tables; the one in DATABASE_URL reads and writes them. Neither can do
# anything outside it. It may be run again at any time: it gives the roles the passwords of the secrets, and a database
# that an earlier version made, with one role, its owner.
set -eu

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set owner_password `cat /run/secrets/database_owner_password`
\set password `cat /run/secrets/database_password`
select 'create role keyledger_owner' where to_regrole('keyledger_owner') is null \gexec
select 'create role keyledger' where to_regrole('keyledger') is null \gexec
alter role keyledger_owner login password :'owner_password';
alter role keyledger login password :'password';
select 'create database keyledger owner keyledger_owner'
  where not exists (select from pg_database where datname = 'keyledger') \gexec
revoke all on database keyledger, postgres, template1 from public;

\connect keyledger
begin;
do $$
declare
  made regclass;
  routine regprocedure;
begin
  if not exists (select from pg_database where datname = 'keyledger' and datdba = 'keyledger'::regrole) then
    return;
  end if;
  alter database keyledger owner to keyledger_owner;
  for made in select oid from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') loop
    execute format('alter table %s owner to keyledger_owner', made);
    execute format('grant select, insert on %s to keyledger', made);
    -- What only grows, its owner cannot change either.
    if has_table_privilege('keyledger_owner', made, 'update') then
      execute format('grant update, delete on %s to keyledger', made);
    end if;
  end loop;
  for routine in select oid from pg_proc where pronamespace = 'public'::regnamespace loop
    execute format('alter routine %s owner to keyledger_owner', routine);
  end loop;
end $$;
grant connect on database keyledger to keyledger;
-- The job queue's library makes its tables itself.
create schema if not exists graphile_worker authorization keyledger;
alter default privileges for role keyledger_owner in schema public
  grant select, insert, update, delete on tables to keyledger;
commit;
SQL
