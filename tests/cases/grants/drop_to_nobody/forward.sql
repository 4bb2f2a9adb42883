revoke select (id) on table public.t from reader;
revoke execute on function public.f() from public;
revoke all on table public.t from public, reader;
