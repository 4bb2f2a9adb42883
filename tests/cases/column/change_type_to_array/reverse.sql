-- lose-values: enum public.mood loses 'furious'; a row that holds one makes the migration fail
alter type public.mood rename to mood__old;
create type public.mood as enum ('sad', 'happy');
-- lose-values: public.people.age: integer[] to integer keeps the first element alone
alter table public.people alter column age type integer using (age)[1]::integer;
-- lose-values: public.people.mood: public.mood[] to public.mood keeps the first element alone
alter table public.people alter column mood type public.mood using (mood::text[])[1]::public.mood;
drop type public.mood__old;
do $$
begin
    if to_regclass('neodiff_archive."public.people.age#216e04bf"') is not null then
        update public.people as t
        set age = a.was
        from (select id, was, (age)[1]::integer as age
            from (select id, age as was, case when age is not null then array[age]::integer[] end as age from neodiff_archive."public.people.age#216e04bf") as there) as a
        where t.id = a.id and t.age::text is not distinct from a.age::text;
        drop table neodiff_archive."public.people.age#216e04bf";
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
    if to_regclass('neodiff_archive."public.people.mood#216e04bf"') is not null then
        update public.people as t
        set mood = a.was
        from (select id, was, (mood::text[])[1]::public.mood as mood
            from (select id, mood as was, case when mood is not null then array[mood::text]::public.mood[] end as mood from neodiff_archive."public.people.mood#216e04bf") as there) as a
        where t.id = a.id and t.mood::text is not distinct from a.mood::text;
        drop table neodiff_archive."public.people.mood#216e04bf";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
