create or replace function public.f()
returns bigint
language sql
BEGIN ATOMIC
 SELECT count(t.n) AS count
    FROM public.t;
 SELECT (1)::bigint AS int8;
END;
