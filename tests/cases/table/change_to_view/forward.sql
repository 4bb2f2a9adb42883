do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.thing in access exclusive mode;
    if exists (select from public.thing) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.thing#5c2dc0df" as
        select id
        from public.thing;
        alter table neodiff_archive."public.thing#5c2dc0df" enable row level security;
        revoke all on table neodiff_archive."public.thing#5c2dc0df" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.thing#5c2dc0df"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.thing#5c2dc0df"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.thing#5c2dc0df"', json_build_object('of', 'table public.thing', 'migration', '5c2dc0df', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.thing are lost
drop table public.thing;
create view public.thing as
SELECT id
   FROM public.base;
