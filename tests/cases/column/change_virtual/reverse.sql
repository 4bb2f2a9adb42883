-- drop-column: all values of public.t.b are lost
alter table public.t drop column b;
-- drop-column: all values of public.t.c are lost
alter table public.t drop column c;
alter table public.t add column b text generated always as (lower(a)) virtual;
alter table public.t add column c text generated always as (lower(a)) stored;
