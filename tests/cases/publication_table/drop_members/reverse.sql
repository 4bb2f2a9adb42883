create table app."Gone; --" (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."app.Gone; --#4a6d7bf1"') is not null then
        insert into app."Gone; --" (id)
        select a.id from neodiff_archive."app.Gone; --#4a6d7bf1" as a;
        drop table neodiff_archive."app.Gone; --#4a6d7bf1";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter publication p add table app."Gone; --";
alter publication p add table public.t;
