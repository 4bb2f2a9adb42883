alter table public.cities no inherit public.places;
alter table public.cities add column weight numeric;
alter table public.cities inherit public.places;
alter table public.cities inherit public.things;
