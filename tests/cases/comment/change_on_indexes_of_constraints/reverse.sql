alter table public.stays drop constraint other;
create table public.dropped (
    a integer not null,
    constraint dropped_pkey primary key (a)
);
comment on index public.dropped_pkey is 'all of it';
do $$
begin
    if to_regclass('neodiff_archive."public.dropped#19f9e9b9"') is not null then
        insert into public.dropped (a)
        select a.a from neodiff_archive."public.dropped#19f9e9b9" as a;
        drop table neodiff_archive."public.dropped#19f9e9b9";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.stays add constraint first primary key (a);
comment on index public.first is 'it is named otherwise';
alter table public.gone add constraint u unique (a);
comment on index public.u is 'it goes';
comment on index public.second is 'it is said no more';
comment on index public.third is 'old';
