-- drop-object: whatever still uses publication changes fails
drop publication changes;
-- drop-object: whatever still uses rule quiet on public.t fails
drop rule quiet on public.t;
-- drop-object: whatever still uses aggregate public.total(integer) fails
drop aggregate public.total(integer);
-- drop-object: whatever still uses statistics object public.t_stats fails
drop statistics public.t_stats;
-- drop-table: all rows of table public.parts and of what belongs to it are lost
drop table public.parts;
-- drop-object: whatever still uses type public.span fails
drop type public.span;
