do $$
#variable_conflict use_column
declare
    grantee regrole;
begin
    lock table public.events in access exclusive mode;
    if exists (select from public.events where gone is not null) then
        if to_regnamespace('neodiff_archive') is null then
            create schema neodiff_archive;
            revoke all on schema neodiff_archive from public;
        end if;
        create table neodiff_archive."public.events.gone#80a0db32" as
        select id, created_at, gone
        from public.events where gone is not null;
        alter table neodiff_archive."public.events.gone#80a0db32" enable row level security;
        revoke all on table neodiff_archive."public.events.gone#80a0db32" from public;
        for grantee in
            select distinct p.grantee from pg_class as c cross join aclexplode(c.relacl) as p
            where c.oid = 'neodiff_archive."public.events.gone#80a0db32"'::regclass and p.grantee not in (0, c.relowner)
        loop
            execute format('revoke all on table %s from %s', 'neodiff_archive."public.events.gone#80a0db32"', grantee);
        end loop;
        execute format('comment on table %s is %L', 'neodiff_archive."public.events.gone#80a0db32"', json_build_object('of', 'column public.events.gone', 'migration', '80a0db32', 'at', now()));
    end if;
end
$$;
drop index public.events_kind_idx;
alter table public.events drop constraint has_kind;
alter table public.events alter column created_at drop default;
alter table public.events_2024 alter column note drop default;
-- drop-column: all values of public.events.gone are lost
alter table public.events drop column gone;
alter table public.events add column added integer not null default 7;
alter table public.events add constraint events_kind_not_null not null kind not valid;
alter table only public.events alter column kind set statistics 300;
alter table public.events alter column note type character varying(40);
alter table public.events alter column note set storage default;
alter table public.events alter column wide type bigint;
alter table public.events alter column kind set default 'new'::text;
alter table public.events alter column note set default 'none'::character varying;
alter table public.events_2024 alter column note set default 'own'::character varying;
alter table public.events add constraint has_kind check (length(kind) > 1) not valid;
create index events_kind_idx on public.events (kind, added);

-- commit

alter table public.events validate constraint events_kind_not_null;

-- commit

alter table public.events validate constraint has_kind;

-- commit

create index events_added_idx on only public.events (((added + 1)));

-- commit

-- outside a transaction
create index concurrently events_2024_expr_idx on public.events_2024 (((added + 1)));

-- commit

alter index public.events_added_idx attach partition public.events_2024_expr_idx;

-- commit

-- outside a transaction
create index concurrently events_2025_expr_idx on public.events_2025 (((added + 1)));

-- commit

alter index public.events_added_idx attach partition public.events_2025_expr_idx;
