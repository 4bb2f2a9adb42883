do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table app.gone in access exclusive mode;
    if exists (select from app.gone) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."app.gone#c84ed425" as
        select a, b
        from app.gone;
        alter table neodiff_archive."app.gone#c84ed425" enable row level security;
        revoke all on table neodiff_archive."app.gone#c84ed425" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."app.gone#c84ed425"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."app.gone#c84ed425"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."app.gone#c84ed425"', json_build_object('of', 'table app.gone', 'migration', 'c84ed425', 'at', now()));
    end if;
end
$$;
drop statistics public.goes;
-- drop-table: all rows of app.gone are lost
drop table app.gone;
