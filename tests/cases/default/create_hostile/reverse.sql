alter table public.t alter column a drop default;
alter table public.t alter column b drop default;
alter table public.t alter column c drop default;
alter table public.t alter column d drop default;
alter table public.t alter column e drop default;
alter table public.t alter column f drop default;
