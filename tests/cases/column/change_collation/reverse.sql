drop view public.v;
alter table public.t alter column a type text using a::text;
alter table public.t alter column b type text collate "C" using b::text;
create view public.v as
SELECT a
   FROM public.t;
