alter table public.other alter column id type integer;
