-- drop-table: all rows of public.prices are lost
drop table public.prices;
-- drop-object: whatever still uses domain public.code fails
drop domain public.code;
-- drop-object: whatever still uses domain public.positive fails
drop domain public.positive;
