alter table public.t alter column b drop default;
alter table public.t alter column a drop identity;
alter table public.t alter column b add generated always as identity;
alter table public.t alter column a set default 1;
