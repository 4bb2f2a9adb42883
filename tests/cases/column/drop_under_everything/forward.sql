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
        create table neodiff_archive."public.t.gone#5a849f00" as
        select id, gone
        from public.t where gone is not null;
        alter table neodiff_archive."public.t.gone#5a849f00" enable row level security;
        revoke all on table neodiff_archive."public.t.gone#5a849f00" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t.gone#5a849f00"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t.gone#5a849f00"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t.gone#5a849f00"', json_build_object('of', 'column public.t.gone', 'migration', '5a849f00', 'at', now()));
    end if;
end
$$;
drop trigger touch on public.t;
drop view public.v;
alter table public.other drop constraint other_gone_fkey;
alter table public.t alter column made drop expression;
create view public.v as
SELECT id
   FROM public.t;
grant select on table public.v to reader;
create trigger touch
before update of kept on public.t
for each row
execute function public.touch();
alter policy own on public.t
using (kept <> ''::text);
-- drop-column: all values of public.t.gone are lost
alter table public.t drop column gone;
create index by_gone on public.t (kept);
