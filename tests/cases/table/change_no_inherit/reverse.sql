alter table public.cities inherit public.places;
