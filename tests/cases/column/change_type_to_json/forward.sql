do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from (select id, was, case when jsonb_typeof(many) = 'array' then translate(many::text, '[]', '{}')::integer[] when many is not null then array[many]::integer[] end as many
            from (select id, many as was, to_jsonb(many) as many from public.t) as there) as back
        where was::text is distinct from many::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t.many#0ff860db" as
        select id, was as many
        from (select id, was, case when jsonb_typeof(many) = 'array' then translate(many::text, '[]', '{}')::integer[] when many is not null then array[many]::integer[] end as many
            from (select id, many as was, to_jsonb(many) as many from public.t) as there) as back
        where was::text is distinct from many::text;
        alter table neodiff_archive."public.t.many#0ff860db" enable row level security;
        revoke all on table neodiff_archive."public.t.many#0ff860db" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t.many#0ff860db"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t.many#0ff860db"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t.many#0ff860db"', json_build_object('of', 'column public.t.many', 'migration', '0ff860db', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from (select id, was, case when (mood::jsonb #>> '{}') is not null then array[(mood::jsonb #>> '{}')]::text[] end as mood
            from (select id, mood as was, to_json(mood) as mood from public.t) as there) as back
        where was::text is distinct from mood::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t.mood#0ff860db" as
        select id, was as mood
        from (select id, was, case when (mood::jsonb #>> '{}') is not null then array[(mood::jsonb #>> '{}')]::text[] end as mood
            from (select id, mood as was, to_json(mood) as mood from public.t) as there) as back
        where was::text is distinct from mood::text;
        alter table neodiff_archive."public.t.mood#0ff860db" enable row level security;
        revoke all on table neodiff_archive."public.t.mood#0ff860db" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t.mood#0ff860db"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t.mood#0ff860db"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t.mood#0ff860db"', json_build_object('of', 'column public.t.mood', 'migration', '0ff860db', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from (select id, was, one::integer as one
            from (select id, one as was, to_jsonb(one) as one from public.t) as there) as back
        where was::text is distinct from one::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t.one#0ff860db" as
        select id, was as one
        from (select id, was, one::integer as one
            from (select id, one as was, to_jsonb(one) as one from public.t) as there) as back
        where was::text is distinct from one::text;
        alter table neodiff_archive."public.t.one#0ff860db" enable row level security;
        revoke all on table neodiff_archive."public.t.one#0ff860db" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t.one#0ff860db"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t.one#0ff860db"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t.one#0ff860db"', json_build_object('of', 'column public.t.one', 'migration', '0ff860db', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from (select id, was, ("when" #>> '{}')::date as "when"
            from (select id, "when" as was, to_jsonb("when") as "when" from public.t) as there) as back
        where was::text is distinct from "when"::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t.when#0ff860db" as
        select id, was as "when"
        from (select id, was, ("when" #>> '{}')::date as "when"
            from (select id, "when" as was, to_jsonb("when") as "when" from public.t) as there) as back
        where was::text is distinct from "when"::text;
        alter table neodiff_archive."public.t.when#0ff860db" enable row level security;
        revoke all on table neodiff_archive."public.t.when#0ff860db" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t.when#0ff860db"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t.when#0ff860db"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t.when#0ff860db"', json_build_object('of', 'column public.t.when', 'migration', '0ff860db', 'at', now()));
    end if;
end
$$;
alter table public.t alter column many type jsonb using to_jsonb(many);
alter table public.t alter column mood type json using to_json(mood);
alter table public.t alter column one type jsonb using to_jsonb(one);
alter table public.t alter column "when" type jsonb using to_jsonb("when");
