grant execute on function public.f() to public;
grant select on table public.t to public, reader;
grant select (id) on table public.t to reader;
