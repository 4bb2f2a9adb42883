drop view public.on_top;
-- drop-table: all rows of public.v are lost
drop table public.v;
create table public.t (
    id integer
);
create view public.v as
SELECT id
   FROM public.t;
create view public.on_top as
SELECT id
   FROM public.v;
