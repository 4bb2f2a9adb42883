-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.cities inherit public.places;
