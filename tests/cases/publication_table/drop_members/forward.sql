do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table app."Gone; --" in access exclusive mode;
    if exists (select from app."Gone; --") then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."app.Gone; --#4a6d7bf1" as
        select id
        from app."Gone; --";
        alter table neodiff_archive."app.Gone; --#4a6d7bf1" enable row level security;
        revoke all on table neodiff_archive."app.Gone; --#4a6d7bf1" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."app.Gone; --#4a6d7bf1"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."app.Gone; --#4a6d7bf1"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."app.Gone; --#4a6d7bf1"', json_build_object('of', 'table app.Gone; --', 'migration', '4a6d7bf1', 'at', now()));
    end if;
end
$$;
-- drop-object: whatever still uses publication table p.public.t fails
alter publication p drop table public.t;
-- drop-table: all rows of app.Gone; -- are lost
drop table app."Gone; --";
