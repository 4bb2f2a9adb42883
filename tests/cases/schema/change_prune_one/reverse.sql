comment on schema app is null;
create table app.undeclared (
    id integer
);
do $$
begin
    if to_regclass('neodiff_archive."app.undeclared#4953d34f"') is not null then
        insert into app.undeclared (id)
        select a.id from neodiff_archive."app.undeclared#4953d34f" as a;
        drop table neodiff_archive."app.undeclared#4953d34f";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
