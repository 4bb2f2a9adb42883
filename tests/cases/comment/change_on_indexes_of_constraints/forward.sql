do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.dropped in access exclusive mode;
    if exists (select from public.dropped) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.dropped#19f9e9b9" as
        select a
        from public.dropped;
        alter table neodiff_archive."public.dropped#19f9e9b9" enable row level security;
        revoke all on table neodiff_archive."public.dropped#19f9e9b9" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.dropped#19f9e9b9"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.dropped#19f9e9b9"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.dropped#19f9e9b9"', json_build_object('of', 'table public.dropped', 'migration', '19f9e9b9', 'at', now()));
    end if;
end
$$;
comment on index public.second is null;
alter table public.gone drop constraint u;
alter table public.stays drop constraint first;
-- drop-table: all rows of public.dropped are lost
drop table public.dropped;
alter table public.stays add constraint other primary key (a);
comment on index public.other is 'it is named otherwise';
comment on index public.third is 'new';
