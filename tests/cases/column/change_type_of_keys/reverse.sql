alter table public.a alter column id type integer;
alter table public.b alter column id type integer;
