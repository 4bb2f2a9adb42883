-- drop-table: all rows of public.t are lost
drop table public.t;
