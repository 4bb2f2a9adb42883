alter table public.cities no inherit public.places;
alter table public.cities add column weight numeric;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.cities inherit public.places;
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.cities inherit public.things;
