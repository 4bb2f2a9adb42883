drop view public.on_top;
-- drop-object: whatever still uses view public.v fails
drop view public.v;
-- drop-table: all rows of public.t are lost
drop table public.t;
create table public.v (
    id integer
);
create view public.on_top as
SELECT id
   FROM public.v;
