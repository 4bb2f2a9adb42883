create table app.t (
    id integer
);
alter table app.t owner to boss;
grant select on table app.t to reader;
do $$
begin
    if to_regclass('neodiff_archive."app.t#c4e281c5"') is not null then
        insert into app.t (id)
        select a.id from neodiff_archive."app.t#c4e281c5" as a;
        drop table neodiff_archive."app.t#c4e281c5";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
