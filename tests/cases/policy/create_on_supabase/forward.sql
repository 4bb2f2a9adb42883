alter table public.profiles drop constraint profiles_id_fkey;
alter table public.profiles enable row level security;
alter table public.profiles force row level security;
alter table public.profiles add constraint profiles_id_fkey foreign key (id) references auth.users (id) on delete cascade;
create policy open on public.profiles
for select to anon
using (name IS NOT NULL);
create policy own on public.profiles
for select to authenticated
using (id = ( SELECT auth.uid() AS uid));
grant all on table public.profiles to service_role;
grant select on table public.profiles to anon, authenticated;
