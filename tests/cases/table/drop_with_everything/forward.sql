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
        create table neodiff_archive."public.t#9ba4b4a3" as
        select id, n
        from public.t;
        alter table neodiff_archive."public.t#9ba4b4a3" enable row level security;
        revoke all on table neodiff_archive."public.t#9ba4b4a3" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t#9ba4b4a3"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t#9ba4b4a3"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t#9ba4b4a3"', json_build_object('of', 'table public.t', 'migration', '9ba4b4a3', 'at', now()));
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
        create table neodiff_archive."public.t_id_seq#9ba4b4a3" as
        select last_value, is_called
        from public.t_id_seq;
        alter table neodiff_archive."public.t_id_seq#9ba4b4a3" enable row level security;
        revoke all on table neodiff_archive."public.t_id_seq#9ba4b4a3" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t_id_seq#9ba4b4a3"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t_id_seq#9ba4b4a3"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t_id_seq#9ba4b4a3"', json_build_object('of', 'sequence public.t_id_seq', 'migration', '9ba4b4a3', 'at', now()));
    end if;
end
$$;
-- drop-object: whatever still uses materialized view public.m fails
drop materialized view public.m;
-- drop-object: whatever still uses view public.v fails
drop view public.v;
-- drop-object: whatever still uses function public.rows_of(public.t) fails
drop function public.rows_of(public.t);
-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses function public.touch() fails
drop function public.touch();
