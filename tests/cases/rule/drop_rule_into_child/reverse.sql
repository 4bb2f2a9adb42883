-- drop-table: all rows of public.other are lost
drop table public.other;
create table public.readings (
    id integer not null,
    year integer not null,
    constraint readings_pkey primary key (id)
);
create table public.readings_new () inherits (public.readings);
do $$
begin
    if to_regclass('neodiff_archive."public.readings#476a4df6"') is not null then
        insert into public.readings (id, year)
        select a.id, a.year from neodiff_archive."public.readings#476a4df6" as a;
        drop table neodiff_archive."public.readings#476a4df6";
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
    if to_regclass('neodiff_archive."public.readings_new#476a4df6"') is not null then
        insert into public.readings_new (id, year)
        select a.id, a.year from neodiff_archive."public.readings_new#476a4df6" as a;
        drop table neodiff_archive."public.readings_new#476a4df6";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.readings_new add constraint is_new check (year > 2000);
create rule into_new as on insert to public.readings
where (new.year > 2000)
do instead INSERT INTO public.readings_new (id, year)
  VALUES (new.id, new.year);
comment on rule into_new on public.readings is 'New readings are apart';
