create table public.base (
    a integer
);
create table public.gone (
    a integer
)
partition by list (a);
create table public.gone_1 partition of public.gone
for values in (1);
create foreign table public.base_child (
) inherits (public.base)
server s;
create foreign table public.gone_2 partition of public.gone
for values in (2)
server s;
create foreign table public.kept_2 partition of public.kept
for values in (2)
server s;
do $$
begin
    if to_regclass('neodiff_archive."public.base#f976ecab"') is not null then
        insert into public.base (a)
        select a.a from neodiff_archive."public.base#f976ecab" as a;
        drop table neodiff_archive."public.base#f976ecab";
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
    if to_regclass('neodiff_archive."public.gone_1#f976ecab"') is not null then
        insert into public.gone_1 (a)
        select a.a from neodiff_archive."public.gone_1#f976ecab" as a;
        drop table neodiff_archive."public.gone_1#f976ecab";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
