alter table public.events drop constraint has_kind;
alter table public.events alter column note drop default;
-- drop-column: all values of public.events.added are lost
alter table public.events drop column added;
alter table public.events add column gone integer;
alter table public.events alter column kind drop not null;
alter table only public.events alter column kind set statistics -1;
alter table public.events alter column note type text;
alter table public.events alter column note set storage external;
alter table public.events alter column wide type integer;
alter table public.events alter column created_at set default now();
alter table public.events alter column kind set default 'seen'::text;
do $$
begin
    if to_regclass('neodiff_archive."public.events.gone#80a0db32"') is not null then
        update public.events as t
        set gone = a.gone
        from neodiff_archive."public.events.gone#80a0db32" as a
        where t.id = a.id and t.created_at = a.created_at;
        drop table neodiff_archive."public.events.gone#80a0db32";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.events_2024 alter column note set default 'own'::text;
alter table public.events add constraint has_kind check (length(kind) > 0) not valid;
create index events_kind_idx on public.events (kind);

-- commit

alter table public.events validate constraint has_kind;
