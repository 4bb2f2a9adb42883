alter table public.cities no inherit public.things;
alter table public.cities no inherit public.places;
-- drop-column: all values of public.cities.weight are lost
alter table public.cities drop column weight;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.cities inherit public.places;
