drop view public.v;
alter table public.t alter column a type text collate "C";
alter table public.t alter column b type text;
create view public.v as
SELECT a
   FROM public.t;
