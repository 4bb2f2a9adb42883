alter table public.egg drop constraint egg_hen_fkey;
alter table public.hen drop constraint hen_egg_fkey;
-- drop-table: all rows of public.egg are lost
drop table public.egg;
-- drop-table: all rows of public.hen are lost
drop table public.hen;
