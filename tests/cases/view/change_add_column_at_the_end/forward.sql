create or replace view public.v as
SELECT id,
    n
   FROM public.t;
