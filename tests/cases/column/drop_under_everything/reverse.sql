drop trigger touch on public.t;
drop index public.by_gone;
-- drop-column: all values of public.t.made are lost
alter table public.t drop column made;
alter table public.t add column gone text;
grant select (gone) on table public.t to reader;
comment on column public.t.gone is 'x';
-- rewrite: public.t.made: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public.t add column made text generated always as (lower(gone)) stored;
do $$
#variable_conflict use_column
declare
    again text[];
    action text;
begin
    if to_regclass('neodiff_archive."public.t.gone#5a849f00"') is not null then
        again := array(
            select format('enable %s trigger %I', case tgenabled when 'A' then 'always' when 'R' then 'replica' end, tgname)
            from pg_trigger where tgrelid = 'public.t'::regclass and not tgisinternal and tgenabled <> 'D');
        alter table public.t disable trigger user;
        update public.t as t
        set gone = a.gone
        from neodiff_archive."public.t.gone#5a849f00" as a
        where t.id = a.id;
        foreach action in array again loop
            execute format('alter table %s %s', 'public.t', action);
        end loop;
        drop table neodiff_archive."public.t.gone#5a849f00";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
alter table public.t add constraint "both" check (gone <> kept) not valid;
create index by_gone on public.t (kept, gone);
create or replace view public.v as
SELECT id,
    gone
   FROM public.t;
create trigger touch
before update of gone, kept on public.t
for each row
execute function public.touch();
alter policy own on public.t
using (gone <> ''::text);

-- commit

-- outside a transaction
create unique index concurrently t_gone_key on public.t (gone);

-- commit

alter table public.t add constraint t_gone_key unique using index t_gone_key;

-- commit

alter table public.t validate constraint "both";

-- commit

-- outside a transaction
create index concurrently partial on public.t (kept) where (gone <> ''::text);

-- commit

alter table public.other add constraint other_gone_fkey foreign key (gone) references public.t (gone);
