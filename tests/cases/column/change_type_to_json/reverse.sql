alter table public.t alter column many type integer[] using case when jsonb_typeof(many) = 'array' then translate(many::text, '[]', '{}')::integer[] when many is not null then array[many]::integer[] end;
alter table public.t alter column mood type text[] using case when (mood::jsonb #>> '{}') is not null then array[(mood::jsonb #>> '{}')]::text[] end;
alter table public.t alter column one type integer using one::integer;
alter table public.t alter column "when" type date using ("when" #>> '{}')::date;
do $$
begin
    if to_regclass('neodiff_archive."public.t.many#0ff860db"') is not null then
        update public.t as t
        set many = a.was
        from (select id, was, case when jsonb_typeof(many) = 'array' then translate(many::text, '[]', '{}')::integer[] when many is not null then array[many]::integer[] end as many
            from (select id, many as was, to_jsonb(many) as many from neodiff_archive."public.t.many#0ff860db") as there) as a
        where t.id = a.id and t.many::text is not distinct from a.many::text;
        drop table neodiff_archive."public.t.many#0ff860db";
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
    if to_regclass('neodiff_archive."public.t.mood#0ff860db"') is not null then
        update public.t as t
        set mood = a.was
        from (select id, was, case when (mood::jsonb #>> '{}') is not null then array[(mood::jsonb #>> '{}')]::text[] end as mood
            from (select id, mood as was, to_json(mood) as mood from neodiff_archive."public.t.mood#0ff860db") as there) as a
        where t.id = a.id and t.mood::text is not distinct from a.mood::text;
        drop table neodiff_archive."public.t.mood#0ff860db";
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
    if to_regclass('neodiff_archive."public.t.one#0ff860db"') is not null then
        update public.t as t
        set one = a.was
        from (select id, was, one::integer as one
            from (select id, one as was, to_jsonb(one) as one from neodiff_archive."public.t.one#0ff860db") as there) as a
        where t.id = a.id and t.one::text is not distinct from a.one::text;
        drop table neodiff_archive."public.t.one#0ff860db";
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
    if to_regclass('neodiff_archive."public.t.when#0ff860db"') is not null then
        update public.t as t
        set "when" = a.was
        from (select id, was, ("when" #>> '{}')::date as "when"
            from (select id, "when" as was, to_jsonb("when") as "when" from neodiff_archive."public.t.when#0ff860db") as there) as a
        where t.id = a.id and t."when"::text is not distinct from a."when"::text;
        drop table neodiff_archive."public.t.when#0ff860db";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
