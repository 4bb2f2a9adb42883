create or replace function public.old_rule(n integer)
returns boolean
language sql
as $$select true$$;
alter policy own on public.t
using (public.old_rule(id));
-- drop-object: whatever still uses function public.new_rule(integer) fails
drop function public.new_rule(integer);
