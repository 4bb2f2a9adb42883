drop view public.on_top;
-- drop-table: all rows of public.v are lost
drop table public.v;
create table public.t (
    id integer
);
alter table public.t owner to keeper;
create view public.v as
SELECT id
   FROM public.t;
alter view public.v owner to keeper;
create view public.on_top as
SELECT id
   FROM public.v;
alter view public.on_top owner to keeper;
