-- The commit position of the furthest event that a group has ever processed, kept when its read models are made anew: what
-- an event causes outside of them (a webhook) is caused once. Null until the group was ready for the first time.
alter table projection_checkpoints add column furthest numeric(20);
-- Groups that are there have processed their events, and nothing was to be caused by them yet.
update projection_checkpoints set furthest = coalesce(commit_position, -1) where ready;
