do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table app.undeclared in access exclusive mode;
    if exists (select from app.undeclared) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."app.undeclared#4953d34f" as
        select id
        from app.undeclared;
        alter table neodiff_archive."app.undeclared#4953d34f" enable row level security;
        revoke all on table neodiff_archive."app.undeclared#4953d34f" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."app.undeclared#4953d34f"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."app.undeclared#4953d34f"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."app.undeclared#4953d34f"', json_build_object('of', 'table app.undeclared', 'migration', '4953d34f', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of app.undeclared are lost
drop table app.undeclared;
comment on schema app is 'pruned';
