-- The counters of the fixed windows, which 006 left for processes of the version before it. Nothing reads or writes them.
drop table rate_limits;
