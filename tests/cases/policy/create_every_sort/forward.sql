create or replace function public.allowed(n integer)
returns boolean
language sql
as $$select n > 0$$;
create table public.other (
    id integer
);
alter table public.other enable row level security;
alter table public.t enable row level security;
create policy read on public.other
for select to public
using (public.allowed(id));
create policy add on public.t
for insert to reader, writer
with check (name <> 'it''s'::text);
create policy "all" on public.t
for all to public
using (id > 0)
with check (id > 1);
create policy edit on public.t
for update to public
using (id > 0)
with check (id > 1);
create policy "odd ""one"" it's 100% $$" on public.t
for all to public
using (true);
create policy read on public.t
for select to reader
using ((name = CURRENT_USER) AND (id IN ( SELECT t_1.id
   FROM public.t t_1)));
comment on policy read on public.t is 'why';
create policy remove on public.t
as restrictive
for delete to public
using (false);
