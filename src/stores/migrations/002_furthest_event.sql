-- The furthest event that a group has ever processed, kept when its read models are made anew: what an event causes outside
-- of them (a webhook) is caused once. Its commit position is -1 before the first event, and null until the group was ready
-- for the first time. By its id another log is told from this one.
alter table projection_checkpoints
  add column furthest numeric(20), add column furthest_prepare numeric(20), add column furthest_event uuid;
-- Groups that are there have processed their events, and nothing was to be caused by them yet.
update projection_checkpoints
  set furthest = coalesce(commit_position, -1), furthest_prepare = prepare_position, furthest_event = event_id where ready;
