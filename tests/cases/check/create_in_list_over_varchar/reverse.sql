drop index public.open_ones;
alter table public.orders drop constraint known;
