-- drop-table: all rows of public.thing are lost
drop table public.thing;
create view public.thing as
SELECT id
   FROM public.base;
