-- drop-table: all rows of public.added are lost
drop table public.added;
