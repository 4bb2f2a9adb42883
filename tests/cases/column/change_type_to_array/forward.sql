do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.people in access exclusive mode;
    if exists (select from (select id, was, (age)[1]::integer as age
            from (select id, age as was, case when age is not null then array[age]::integer[] end as age from public.people) as there) as back
        where was::text is distinct from age::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.people.age#216e04bf" as
        select id, was as age
        from (select id, was, (age)[1]::integer as age
            from (select id, age as was, case when age is not null then array[age]::integer[] end as age from public.people) as there) as back
        where was::text is distinct from age::text;
        alter table neodiff_archive."public.people.age#216e04bf" enable row level security;
        revoke all on table neodiff_archive."public.people.age#216e04bf" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.people.age#216e04bf"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.people.age#216e04bf"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.people.age#216e04bf"', json_build_object('of', 'column public.people.age', 'migration', '216e04bf', 'at', now()));
    end if;
end
$$;
-- lose-values: enum public.mood loses 'sad'; a row that holds one makes the migration fail
alter type public.mood rename to mood__old;
create type public.mood as enum ('happy', 'furious');
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.people in access exclusive mode;
    if exists (select from (select id, was, (mood::text[])[1]::public.mood as mood
            from (select id, mood as was, case when mood is not null then array[mood::text]::public.mood[] end as mood from public.people) as there) as back
        where was::text is distinct from mood::text) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.people.mood#216e04bf" as
        select id, was as mood
        from (select id, was, (mood::text[])[1]::public.mood as mood
            from (select id, mood as was, case when mood is not null then array[mood::text]::public.mood[] end as mood from public.people) as there) as back
        where was::text is distinct from mood::text;
        alter table neodiff_archive."public.people.mood#216e04bf" enable row level security;
        revoke all on table neodiff_archive."public.people.mood#216e04bf" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.people.mood#216e04bf"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.people.mood#216e04bf"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.people.mood#216e04bf"', json_build_object('of', 'column public.people.mood', 'migration', '216e04bf', 'at', now()));
    end if;
end
$$;
alter table public.people alter column age type integer[] using case when age is not null then array[age]::integer[] end;
alter table public.people alter column mood type public.mood[] using case when mood is not null then array[mood::text]::public.mood[] end;
drop type public.mood__old;
