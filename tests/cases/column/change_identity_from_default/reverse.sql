alter table public.t alter column b drop default;
alter table public.t alter column a drop identity;
alter table public.t alter column b add generated always as identity;
select setval(pg_get_serial_sequence('public.t', 'b'), max(b)) from public.t having max(b) is not null;
alter table public.t alter column a set default 1;
