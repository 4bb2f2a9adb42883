alter table public.other drop constraint other_a_fkey;
-- drop-table: all rows of public.t are lost
drop table public.t;
