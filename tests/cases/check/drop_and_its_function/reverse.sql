create or replace function public.valid(n integer)
returns boolean
language sql
immutable
as $$select n > 0$$;
alter domain public.positive add constraint above check (VALUE > 0);
alter table public.t add constraint t_a_check check (public.valid(a));
