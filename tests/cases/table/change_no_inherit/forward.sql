alter table public.cities no inherit public.places;
