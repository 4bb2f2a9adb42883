drop view public.v;
alter table public.t alter column a type text;
alter table public.t alter column b type text collate "C";
create view public.v as
SELECT a
   FROM public.t;
