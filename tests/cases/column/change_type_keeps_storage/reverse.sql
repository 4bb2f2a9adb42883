alter table public.notes alter column body type character varying(10);
alter table public.notes alter column body set storage external;
alter table public.notes alter column body set compression pglz;
alter table public.notes alter column code type text;
alter table public.notes alter column flag type integer using flag::integer;
alter table public.notes alter column id type integer;
alter table public.notes alter column raw type json using raw::json;
alter table public.notes alter column ref type uuid using convert_from(ref, 'UTF8')::uuid;
do $$
begin
    if to_regclass('neodiff_archive."public.notes.flag#67f5519c"') is not null then
        update public.notes as t
        set flag = a.was
        from (select id, was, flag::integer as flag
            from (select id, flag as was, flag::boolean as flag from neodiff_archive."public.notes.flag#67f5519c") as there) as a
        where t.id::text = a.id::text and t.flag::text is not distinct from a.flag::text;
        drop table neodiff_archive."public.notes.flag#67f5519c";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.notes.raw#67f5519c"') is not null then
        update public.notes as t
        set raw = a.was
        from (select id, was, raw::json as raw
            from (select id, raw as was, raw::jsonb as raw from neodiff_archive."public.notes.raw#67f5519c") as there) as a
        where t.id::text = a.id::text and t.raw::text is not distinct from a.raw::text;
        drop table neodiff_archive."public.notes.raw#67f5519c";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
do $$
begin
    if to_regclass('neodiff_archive."public.notes.ref#67f5519c"') is not null then
        update public.notes as t
        set ref = a.was
        from (select id, was, convert_from(ref, 'UTF8')::uuid as ref
            from (select id, ref as was, convert_to(ref::text, 'UTF8') as ref from neodiff_archive."public.notes.ref#67f5519c") as there) as a
        where t.id::text = a.id::text and t.ref::text is not distinct from a.ref::text;
        drop table neodiff_archive."public.notes.ref#67f5519c";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
