alter table public.t add column b text generated always as (lower(a)) virtual;
