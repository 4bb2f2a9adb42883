create type public.letters as enum ('abc', 'abd');
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.items in access exclusive mode;
    if exists (select from (select id, was, short::text::public.short_code as short
            from (select id, short as was, short::text::public.letters as short from public.items) as there) as back
        where was::text is distinct from short::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.items.short#11fabe77" as
        select id, was as short
        from (select id, was, short::text::public.short_code as short
            from (select id, short as was, short::text::public.letters as short from public.items) as there) as back
        where was::text is distinct from short::text;
        alter table neodiff_archive."public.items.short#11fabe77" enable row level security;
        revoke all on table neodiff_archive."public.items.short#11fabe77" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.items.short#11fabe77"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.items.short#11fabe77"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.items.short#11fabe77"', json_build_object('of', 'column public.items.short', 'migration', '11fabe77', 'at', now()));
    end if;
end
$$;
create domain public.code_new as text;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.items in access exclusive mode;
    if exists (select from (select id, was, code::text::public.code_old as code
            from (select id, code as was, code::text::public.code_new as code from public.items) as there) as back
        where was::text is distinct from code::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.items.code#11fabe77" as
        select id, was as code
        from (select id, was, code::text::public.code_old as code
            from (select id, code as was, code::text::public.code_new as code from public.items) as there) as back
        where was::text is distinct from code::text;
        alter table neodiff_archive."public.items.code#11fabe77" enable row level security;
        revoke all on table neodiff_archive."public.items.code#11fabe77" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.items.code#11fabe77"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.items.code#11fabe77"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.items.code#11fabe77"', json_build_object('of', 'column public.items.code', 'migration', '11fabe77', 'at', now()));
    end if;
end
$$;
alter table public.items alter column code type public.code_new using code::text::public.code_new;
-- drop-object: whatever still uses domain public.code_old fails
drop domain public.code_old;
alter table public.items alter column short type public.letters using short::text::public.letters;
-- drop-object: whatever still uses domain public.short_code fails
drop domain public.short_code;
