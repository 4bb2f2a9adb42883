alter table public.prices alter column price type integer using price::text::integer;
-- drop-object: whatever still uses domain public.positive fails
drop domain public.positive;
