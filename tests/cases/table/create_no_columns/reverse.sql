-- drop-table: all rows of public.nothing are lost
drop table public.nothing;
