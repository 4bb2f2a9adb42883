alter domain public.size drop constraint size_check;
alter type public.parcel rename to parcel__old;
alter type public.size rename to size__old;
create domain public.size as integer not null
    constraint size_check check (VALUE > 1);
create type public.parcel as (
    width public.size
);
alter table public.parcels alter column parcel type public.parcel using parcel::text::public.parcel;
drop type public.parcel__old;
alter table public.parcels alter column sizes type public.size[] using sizes::text[]::public.size[];
drop domain public.size__old;
