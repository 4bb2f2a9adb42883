drop index public.places_name_idx;
alter table public.places drop constraint named;
alter table public.places alter column area drop default;
alter table public.places alter column founded drop default;
-- drop-column: all values of public.places.added are lost
alter table public.places drop column added;
alter table public.places alter column area type integer;
alter table public.places alter column founded type integer;
alter table public.places add column gone integer;
alter table public.places alter column name drop not null;
alter table public.capitals add constraint capitals_name_not_null not null name not valid;
alter table public.places alter column area set default 1;
alter table public.cities alter column area set default 5;
alter table public.places add constraint big check (area > 0) no inherit;
alter table public.places add constraint named check (length(name) > 0);

-- commit

alter table public.capitals validate constraint capitals_name_not_null;
