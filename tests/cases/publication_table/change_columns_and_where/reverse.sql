alter publication p drop table public.t;
alter publication p drop table public.v;
alter publication p drop table public.w;
-- drop-column: all values of public.t.new are lost
alter table public.t drop column new;
alter table public.now_u rename constraint now_u_id_not_null to u_id_not_null;
alter table public.t add column gone text;
alter table public.w alter column n type integer;
do $$
begin
    if to_regclass('neodiff_archive."public.t.gone#7b11011c"') is not null then
        update public.t as t
        set gone = a.gone
        from neodiff_archive."public.t.gone#7b11011c" as a
        where t.id = a.id;
        drop table neodiff_archive."public.t.gone#7b11011c";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter publication p add table public.t (gone, id) where (id > 0);
alter publication p add table public.v;
alter publication p add table public.w where (n > 1);
alter table public.now_u rename constraint now_u_pkey to u_pkey;
-- rename: clients and string bodies of functions that use the old name fail from here on
alter table public.now_u rename to u;
