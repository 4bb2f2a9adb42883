create type public.mood as enum ('sad', 'happy');
create or replace function public.f(m public.mood)
returns text
language sql
as $$select m::text$$;
alter table public.people add column mood public.mood;
