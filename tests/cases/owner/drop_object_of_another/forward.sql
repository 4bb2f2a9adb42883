do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table app.t in access exclusive mode;
    if exists (select from app.t) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."app.t#c4e281c5" as
        select id
        from app.t;
        alter table neodiff_archive."app.t#c4e281c5" enable row level security;
        revoke all on table neodiff_archive."app.t#c4e281c5" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."app.t#c4e281c5"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."app.t#c4e281c5"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."app.t#c4e281c5"', json_build_object('of', 'table app.t', 'migration', 'c4e281c5', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of app.t are lost
drop table app.t;
