alter table public.cities drop constraint short;
-- drop-column: all values of public.cities.area are lost
alter table public.cities drop column area;
alter table public.places add column area integer;
alter table public.places add constraint short check (length(name) < 9);
alter table public.places add constraint vast check (area > 1);
