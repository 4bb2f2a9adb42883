-- drop-object: whatever still uses publication changes fails
drop publication changes;
drop rule quiet on public.t;
drop statistics public.t_stats;
-- drop-table: all rows of public.parts are lost
drop table public.parts;
-- drop-object: whatever still uses aggregate public.total(integer) fails
drop aggregate public.total(integer);
-- drop-object: whatever still uses range public.span fails
drop type public.span;
