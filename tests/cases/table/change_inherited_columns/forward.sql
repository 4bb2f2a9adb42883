alter table public.places drop constraint big;
alter table public.places drop constraint named;
alter table public.places alter column area drop default;
-- drop-column: all values of public.places.gone are lost
alter table public.places drop column gone;
alter table public.places add column added text;
alter table public.places alter column added set storage external;
alter table public.places alter column area type bigint;
alter table public.places alter column founded type bigint;
alter table public.places alter column name set not null;
alter table public.places alter column area set default 2;
alter table public.cities alter column area set default 5;
alter table public.places alter column founded set default 1;
alter table public.places add constraint named check (length(name) > 1);
create index places_name_idx on public.places (name);
