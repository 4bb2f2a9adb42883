do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.notes in access exclusive mode;
    if exists (select from (select id, was, flag::integer as flag
            from (select id, flag as was, flag::boolean as flag from public.notes) as there) as back
        where was::text is distinct from flag::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.notes.flag#67f5519c" as
        select id, was as flag
        from (select id, was, flag::integer as flag
            from (select id, flag as was, flag::boolean as flag from public.notes) as there) as back
        where was::text is distinct from flag::text;
        alter table neodiff_archive."public.notes.flag#67f5519c" enable row level security;
        revoke all on table neodiff_archive."public.notes.flag#67f5519c" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.notes.flag#67f5519c"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.notes.flag#67f5519c"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.notes.flag#67f5519c"', json_build_object('of', 'column public.notes.flag', 'migration', '67f5519c', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.notes in access exclusive mode;
    if exists (select from (select id, was, raw::json as raw
            from (select id, raw as was, raw::jsonb as raw from public.notes) as there) as back
        where was::text is distinct from raw::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.notes.raw#67f5519c" as
        select id, was as raw
        from (select id, was, raw::json as raw
            from (select id, raw as was, raw::jsonb as raw from public.notes) as there) as back
        where was::text is distinct from raw::text;
        alter table neodiff_archive."public.notes.raw#67f5519c" enable row level security;
        revoke all on table neodiff_archive."public.notes.raw#67f5519c" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.notes.raw#67f5519c"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.notes.raw#67f5519c"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.notes.raw#67f5519c"', json_build_object('of', 'column public.notes.raw', 'migration', '67f5519c', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.notes in access exclusive mode;
    if exists (select from (select id, was, convert_from(ref, 'UTF8')::uuid as ref
            from (select id, ref as was, convert_to(ref::text, 'UTF8') as ref from public.notes) as there) as back
        where was::text is distinct from ref::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.notes.ref#67f5519c" as
        select id, was as ref
        from (select id, was, convert_from(ref, 'UTF8')::uuid as ref
            from (select id, ref as was, convert_to(ref::text, 'UTF8') as ref from public.notes) as there) as back
        where was::text is distinct from ref::text;
        alter table neodiff_archive."public.notes.ref#67f5519c" enable row level security;
        revoke all on table neodiff_archive."public.notes.ref#67f5519c" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.notes.ref#67f5519c"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.notes.ref#67f5519c"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.notes.ref#67f5519c"', json_build_object('of', 'column public.notes.ref', 'migration', '67f5519c', 'at', now()));
    end if;
end
$$;
alter table public.notes alter column body type text;
alter table public.notes alter column body set storage external;
alter table public.notes alter column body set compression pglz;
alter table public.notes alter column code type character varying(10);
alter table public.notes alter column flag type boolean using flag::boolean;
alter table public.notes alter column id type bigint;
-- lose-values: public.notes.raw: json to jsonb loses the order of keys and all but the last of duplicate ones
alter table public.notes alter column raw type jsonb using raw::jsonb;
alter table public.notes alter column ref type bytea using convert_to(ref::text, 'UTF8');
