create or replace function public.next_n()
returns bigint
language sql
as $$select 1::bigint$$;
alter table public.t alter column n set default public.next_n();
