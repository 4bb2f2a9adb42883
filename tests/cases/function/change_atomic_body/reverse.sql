create or replace function public.f()
returns bigint
language sql
BEGIN ATOMIC
 SELECT count(t.id) AS count
    FROM public.t;
END;
