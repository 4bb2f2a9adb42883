-- drop-table: all rows of public.orders are lost
drop table public.orders;
