create table public.t (
    n bigint
);
create or replace function public.next_n()
returns bigint
language sql
BEGIN ATOMIC
 SELECT (COALESCE(max(t.n), (0)::bigint) + 1)
    FROM public.t;
END;
alter table public.t alter column n set default public.next_n();
