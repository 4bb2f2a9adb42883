alter table public.t drop column b;
alter table public.t drop column c;
alter table public.t add column b text generated always as (lower(a)) stored;
alter table public.t add column c text generated always as (upper(a)) virtual;
