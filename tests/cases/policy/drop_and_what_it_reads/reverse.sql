create or replace function public.allowed(n integer)
returns boolean
language sql
as $$select true$$;
create table public.other (
    id integer
);
create policy own on public.t
for all to public
using ((id IN ( SELECT other.id
   FROM public.other)) AND public.allowed(id));
