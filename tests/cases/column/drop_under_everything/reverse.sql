drop trigger touch on public.t;
drop index public.by_gone;
-- drop-column: all values of public.t.made are lost
alter table public.t drop column made;
alter table public.t add column gone text;
grant select (gone) on table public.t to reader;
comment on column public.t.gone is 'x';
alter table public.t add column made text generated always as (lower(gone)) stored;
alter table public.t add constraint t_gone_key unique (gone);
alter table public.t add constraint "both" check (gone <> kept);
create index by_gone on public.t (kept, gone);
create index partial on public.t (kept) where (gone <> ''::text);
alter table public.other add constraint other_gone_fkey foreign key (gone) references public.t (gone);
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
