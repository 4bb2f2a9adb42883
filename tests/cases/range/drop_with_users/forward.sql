do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.u in access exclusive mode;
    if exists (select from public.u) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.u#b338997c" as
        select during::text as during, many::text as many
        from public.u;
        alter table neodiff_archive."public.u#b338997c" enable row level security;
        revoke all on table neodiff_archive."public.u#b338997c" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.u#b338997c"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.u#b338997c"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.u#b338997c"', json_build_object('of', 'table public.u', 'migration', 'b338997c', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.u are lost
drop table public.u;
-- drop-object: whatever still uses function public.whole(public.span) fails
drop function public.whole(public.span);
-- drop-object: whatever still uses range public.span fails
drop type public.span;
