-- drop-table: all rows of public.nobody are lost
drop table public.nobody;
-- drop-table: all rows of public.not_said are lost
drop table public.not_said;
-- drop-table: all rows of public.said are lost
drop table public.said;
-- drop-object: whatever still uses function public.f() fails
drop function public.f();
-- drop-object: whatever still uses function public.g() fails
drop function public.g();
-- drop-object: whatever still uses sequence public.s fails
drop sequence public.s;
