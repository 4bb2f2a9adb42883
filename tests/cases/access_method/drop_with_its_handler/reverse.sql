-- drop-table: all rows of public.u are lost
drop table public.u;
create or replace function public.handles(internal)
returns table_am_handler
language internal
as 'heap_tableam_handler';
create access method heaps type table handler public.handles;
comment on access method heaps is 'Gone';
create table public.t (
    id integer
) using heaps;
do $$
begin
    if to_regclass('neodiff_archive."public.t#aa97b5e4"') is not null then
        insert into public.t (id)
        select a.id from neodiff_archive."public.t#aa97b5e4" as a;
        drop table neodiff_archive."public.t#aa97b5e4";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
