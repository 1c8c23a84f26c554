-- What may be used once, or no longer: sign-in links and sign-ins that were used, sessions that were ended. A row is needed
-- until what it names would have ended by itself.
create table spent_tokens (
  id text primary key,
  until timestamptz not null
);
create index spent_tokens_until on spent_tokens (until);
