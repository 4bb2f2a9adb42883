alter table public.t alter column a set default 1;
alter table public.t alter column b set default now();
alter table public.t alter column c set default 'x'::text;
