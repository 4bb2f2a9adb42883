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
        create table neodiff_archive."public.t#95cc1c12" as
        select n, other
        from public.t;
        alter table neodiff_archive."public.t#95cc1c12" enable row level security;
        revoke all on table neodiff_archive."public.t#95cc1c12" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t#95cc1c12"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t#95cc1c12"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t#95cc1c12"', json_build_object('of', 'table public.t', 'migration', '95cc1c12', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    if exists (select from public.t_n_seq as s join pg_sequence as q on q.seqrelid = 'public.t_n_seq'::regclass
        where s.is_called or s.last_value <> q.seqstart) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.t_n_seq#95cc1c12" as
        select last_value, is_called
        from public.t_n_seq;
        alter table neodiff_archive."public.t_n_seq#95cc1c12" enable row level security;
        revoke all on table neodiff_archive."public.t_n_seq#95cc1c12" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.t_n_seq#95cc1c12"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.t_n_seq#95cc1c12"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.t_n_seq#95cc1c12"', json_build_object('of', 'sequence public.t_n_seq', 'migration', '95cc1c12', 'at', now()));
    end if;
end
$$;
-- drop-table: all rows of public.t are lost
drop table public.t;
