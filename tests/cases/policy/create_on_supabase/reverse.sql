drop policy open on public.profiles;
drop policy own on public.profiles;
alter table public.profiles drop constraint profiles_id_fkey;
-- weaken-access: row-level security is switched off on public.profiles
-- weaken-access: the owner is no longer held by the policies of public.profiles
alter table public.profiles disable row level security;
alter table public.profiles no force row level security;
alter table public.profiles add constraint profiles_id_fkey foreign key (id) references auth.users (id);
revoke all on table public.profiles from anon, authenticated, service_role;
