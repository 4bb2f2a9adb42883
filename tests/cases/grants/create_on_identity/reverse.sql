-- drop-table: all rows of public.new are lost
drop table public.new;
