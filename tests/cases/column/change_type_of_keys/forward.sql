alter table public.a alter column id type bigint;
alter table public.b alter column id type bigint;
