alter table public.t alter column a set default 2;
alter table public.t alter column b set default CURRENT_TIMESTAMP;
alter table public.t alter column c set default lower('X'::text);
