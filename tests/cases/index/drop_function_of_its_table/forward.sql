do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.words in access exclusive mode;
    if exists (select from public.words) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.words#16cf6937" as
        select id, word
        from public.words;
        alter table neodiff_archive."public.words#16cf6937" enable row level security;
        revoke all on table neodiff_archive."public.words#16cf6937" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.words#16cf6937"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.words#16cf6937"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.words#16cf6937"', json_build_object('of', 'table public.words', 'migration', '16cf6937', 'at', now()));
    end if;
end
$$;
drop index public.words_weight;
-- drop-object: whatever still uses function public.weight(integer) fails
drop function public.weight(integer);
-- drop-table: all rows of public.words are lost
drop table public.words;
create table public.other (
    id integer
);
