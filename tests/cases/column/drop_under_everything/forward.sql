drop trigger touch on public.t;
drop view public.v;
alter table public.other drop constraint other_gone_fkey;
alter table public.t alter column made drop expression;
create view public.v as
SELECT id
   FROM public.t;
grant select on table public.v to reader;
create trigger touch
before update of kept on public.t
for each row
execute function public.touch();
alter policy own on public.t
using (kept <> ''::text);
-- drop-column: all values of public.t.gone are lost
alter table public.t drop column gone;
create index by_gone on public.t (kept);
