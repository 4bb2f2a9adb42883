create domain public.code_old as text;
create domain public.short_code as character varying(5);
alter table public.items alter column code type public.code_old using code::text::public.code_old;
-- drop-object: whatever still uses domain public.code_new fails
drop domain public.code_new;
alter table public.items alter column short type public.short_code using short::text::public.short_code;
-- drop-object: whatever still uses enum public.letters fails
drop type public.letters;
do $$
begin
    if to_regclass('neodiff_archive."public.items.code#11fabe77"') is not null then
        update public.items as t
        set code = a.was
        from (select id, was, code::text::public.code_old as code
            from (select id, code as was, code::text::public.code_new as code from neodiff_archive."public.items.code#11fabe77") as there) as a
        where t.id = a.id and t.code::text is not distinct from a.code::text;
        drop table neodiff_archive."public.items.code#11fabe77";
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
    if to_regclass('neodiff_archive."public.items.short#11fabe77"') is not null then
        update public.items as t
        set short = a.was
        from (select id, was, short::text::public.short_code as short
            from (select id, short as was, short::text::public.letters as short from neodiff_archive."public.items.short#11fabe77") as there) as a
        where t.id = a.id and t.short::text is not distinct from a.short::text;
        drop table neodiff_archive."public.items.short#11fabe77";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
