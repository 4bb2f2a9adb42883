do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table app.t in access exclusive mode;
    if exists (select from app.t) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."app.t#1fda5ad5" as
        select id, mood::text as mood
        from app.t;
        alter table neodiff_archive."app.t#1fda5ad5" enable row level security;
        revoke all on table neodiff_archive."app.t#1fda5ad5" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."app.t#1fda5ad5"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."app.t#1fda5ad5"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."app.t#1fda5ad5"', json_build_object('of', 'table app.t', 'migration', '1fda5ad5', 'at', now()));
    end if;
end
$$;
do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    if exists (select from app.t_id_seq as s join pg_sequence as q on q.seqrelid = 'app.t_id_seq'::regclass
        where s.is_called or s.last_value <> q.seqstart) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."app.t_id_seq#1fda5ad5" as
        select last_value, is_called
        from app.t_id_seq;
        alter table neodiff_archive."app.t_id_seq#1fda5ad5" enable row level security;
        revoke all on table neodiff_archive."app.t_id_seq#1fda5ad5" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."app.t_id_seq#1fda5ad5"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."app.t_id_seq#1fda5ad5"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."app.t_id_seq#1fda5ad5"', json_build_object('of', 'sequence app.t_id_seq', 'migration', '1fda5ad5', 'at', now()));
    end if;
end
$$;
-- drop-object: whatever still uses view app.v fails
drop view app.v;
-- drop-table: all rows of app.t are lost
drop table app.t;
-- drop-object: whatever still uses function app.f(app.mood) fails
drop function app.f(app.mood);
-- drop-object: whatever still uses enum app.mood fails
drop type app.mood;
-- drop-schema: schema app is gone
drop schema app;
