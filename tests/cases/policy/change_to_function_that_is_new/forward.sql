create or replace function public.new_rule(n integer)
returns boolean
language sql
as $$select false$$;
alter policy own on public.t
using (public.new_rule(id));
-- drop-object: whatever still uses function public.old_rule(integer) fails
drop function public.old_rule(integer);
