alter table public.t add column r public.during default public.during('10:00:00'::time without time zone, '11:00:00'::time without time zone);
alter table public.t add constraint whole check (NOT isempty(public.during(a, b)));
create index span on public.t using gist (public.during(a, b));
create view public.v as
SELECT public.during_multirange(public.during(a, b)) AS m
   FROM public.t;
