-- drop-table: all rows of public.x are lost
drop table public.x;
alter table public.p alter column r type integer;
