do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table "63 bytes of name: ääääääääääääääääääää ~~~~"."table" in access exclusive mode;
    if exists (select from "63 bytes of name: ääääääääääääääääääää ~~~~"."table") then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073" as
        select "user"::text as "user"
        from "63 bytes of name: ääääääääääääääääääää ~~~~"."table";
        alter table neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073" enable row level security;
        revoke all on table neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073"', json_build_object('of', 'table 63 bytes of name: ääääääääääääääääääää ~~~~.table', 'migration', '165af073', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of 63 bytes of name: ääääääääääääääääääää ~~~~.table are lost
drop table "63 bytes of name: ääääääääääääääääääää ~~~~"."table";
-- drop-object: whatever still uses enum 63 bytes of name: ääääääääääääääääääää ~~~~.Mood  fails
drop type "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood ";
-- drop-schema: schema 63 bytes of name: ääääääääääääääääääää ~~~~ is gone
drop schema "63 bytes of name: ääääääääääääääääääää ~~~~";
