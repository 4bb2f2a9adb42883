do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    if exists (select from public.counter as s join pg_sequence as q on q.seqrelid = 'public.counter'::regclass
        where s.is_called or s.last_value <> q.seqstart) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.counter#9c6c4dec" as
        select last_value, is_called
        from public.counter;
        alter table neodiff_archive."public.counter#9c6c4dec" enable row level security;
        revoke all on table neodiff_archive."public.counter#9c6c4dec" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.counter#9c6c4dec"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.counter#9c6c4dec"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.counter#9c6c4dec"', json_build_object('of', 'sequence public.counter', 'migration', '9c6c4dec', 'at', now()));
    end if;
end
$$;
alter table public.t alter column n drop default;
-- drop-object: whatever still uses sequence public.counter fails
drop sequence public.counter;
