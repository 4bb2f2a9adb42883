alter table public.t alter column n drop default;
-- drop-object: whatever still uses function public.next_n() fails
drop function public.next_n();
-- drop-table: all rows of public.t are lost
drop table public.t;
