do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.t in access exclusive mode;
    if exists (select from public.t) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t#105419eb" as
        select id
        from public.t;
        alter table neodiff_archive."public.t#105419eb" enable row level security;
        revoke all on table neodiff_archive."public.t#105419eb" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t#105419eb"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t#105419eb"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t#105419eb"', json_build_object('of', 'table public.t', 'migration', '105419eb', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    if exists (select from public.t_id_seq as s join pg_sequence as q on q.seqrelid = 'public.t_id_seq'::regclass
        where s.is_called or s.last_value <> q.seqstart) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t_id_seq#105419eb" as
        select last_value, is_called
        from public.t_id_seq;
        alter table neodiff_archive."public.t_id_seq#105419eb" enable row level security;
        revoke all on table neodiff_archive."public.t_id_seq#105419eb" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t_id_seq#105419eb"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t_id_seq#105419eb"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t_id_seq#105419eb"', json_build_object('of', 'sequence public.t_id_seq', 'migration', '105419eb', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.t are lost
drop table public.t;
create schema app;
create table app.t (
    id integer not null generated always as identity,
    constraint t_pkey primary key (id)
);
alter table app.t enable row level security;
create policy own on app.t
for all to public
using (id > 0);
