create table app.gone (
    a integer,
    b integer
);
do $$
begin
    if to_regclass('neodiff_archive."app.gone#c84ed425"') is not null then
        insert into app.gone (a, b)
        select a.a, a.b from neodiff_archive."app.gone#c84ed425" as a;
        drop table neodiff_archive."app.gone#c84ed425";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
create statistics app.with_it on a, b from app.gone;
create statistics public.goes (mcv) on a, b from public.t;
alter statistics public.goes set statistics 7;
comment on statistics public.goes is 'x';
