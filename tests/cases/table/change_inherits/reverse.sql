alter table public.cities no inherit public.things;
alter table public.cities no inherit public.places;
-- drop-column: all values of public.cities.weight are lost
alter table public.cities drop column weight;
alter table public.cities inherit public.places;
