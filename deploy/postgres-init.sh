#!/bin/sh
# Runs once, when the Postgres container of docker-compose.yml makes its cluster: a database whose owner, the role in
# Keyledger's DATABASE_URL, can do nothing outside it.
set -eu

psql --no-psqlrc --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat /run/secrets/database_password`
create role keyledger login password :'password';
create database keyledger owner keyledger;
revoke all on database keyledger, postgres, template1 from public;
SQL
