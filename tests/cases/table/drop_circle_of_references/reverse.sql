create table public.egg (
    id integer not null,
    hen integer,
    twin integer,
    constraint egg_pkey primary key (id)
);
create table public.hen (
    id integer not null,
    egg integer,
    farm integer,
    constraint hen_pkey primary key (id)
);
do $$
begin
    if to_regclass('neodiff_archive."public.egg#c45dc7ee"') is not null then
        insert into public.egg (id, hen, twin)
        select a.id, a.hen, a.twin from neodiff_archive."public.egg#c45dc7ee" as a;
        drop table neodiff_archive."public.egg#c45dc7ee";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.hen#c45dc7ee"') is not null then
        insert into public.hen (id, egg, farm)
        select a.id, a.egg, a.farm from neodiff_archive."public.hen#c45dc7ee" as a;
        drop table neodiff_archive."public.hen#c45dc7ee";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.egg add constraint egg_hen_fkey foreign key (hen) references public.hen (id);
alter table public.egg add constraint egg_twin_fkey foreign key (twin) references public.egg (id);
alter table public.hen add constraint hen_egg_fkey foreign key (egg) references public.egg (id);
alter table public.hen add constraint hen_farm_fkey foreign key (farm) references public.farm (id);
