create index by_gone on public.t (gone);
create view public.v as
SELECT gone
   FROM public.t;
