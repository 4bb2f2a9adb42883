alter table only public.places drop constraint short;
alter table only public.places drop constraint vast;
alter table public.towns drop constraint short;
alter table public.towns drop constraint vast;
-- drop-column: all values of public.places.area are lost
alter table only public.places drop column area;
-- drop-column: all values of public.towns.area are lost
alter table public.towns drop column area;
