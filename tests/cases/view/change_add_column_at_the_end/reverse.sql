drop view public.on_top;
drop view public.v;
create view public.v as
SELECT id
   FROM public.t;
grant select on table public.v to reader;
comment on view public.v is 'kept';
create view public.on_top as
SELECT id
   FROM public.v;
