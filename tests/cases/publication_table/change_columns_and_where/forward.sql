-- rename: clients and string bodies of functions that use the old name fail from here on
alter table public.u rename to now_u;
alter table public.now_u rename constraint u_pkey to now_u_pkey;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from public.t where gone is not null) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t.gone#7b11011c" as
        select id, gone
        from public.t where gone is not null;
        alter table neodiff_archive."public.t.gone#7b11011c" enable row level security;
        revoke all on table neodiff_archive."public.t.gone#7b11011c" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t.gone#7b11011c"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t.gone#7b11011c"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t.gone#7b11011c"', json_build_object('of', 'column public.t.gone', 'migration', '7b11011c', 'at', now()));
    end if;
end
$$;
alter publication p drop table public.t;
alter publication p drop table public.v;
alter publication p drop table public.w;
-- drop-column: all values of public.t.gone are lost
alter table public.t drop column gone;
alter table public.now_u rename constraint u_id_not_null to now_u_id_not_null;
alter table public.t add column new text;
alter table public.w alter column n type bigint;
alter publication p add table public.t (id, new) where (id > 1);
alter publication p add table public.v (id);
alter publication p add table public.w where (n > 1);
