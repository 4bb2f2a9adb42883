drop view public.v;
create view public.v as
SELECT id,
    n
   FROM public.t;
revoke all on table public.v from writer;
grant select on table public.v to reader;
