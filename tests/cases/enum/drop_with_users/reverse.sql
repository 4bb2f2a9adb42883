create type public.mood as enum ('sad', 'happy');
alter type public.mood owner to keeper;
create or replace function public.f(m public.mood)
returns text
language sql
as $$select m::text$$;
alter function public.f(public.mood) owner to keeper;
alter table public.people add column mood public.mood;
