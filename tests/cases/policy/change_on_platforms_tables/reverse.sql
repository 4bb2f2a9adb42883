drop policy write on storage.objects;
create or replace function public.may()
returns boolean
language sql
stable
as $$select true$$;
revoke execute on function public.may() from public;
grant execute on function public.may() to authenticated;
alter policy "new name" on storage.objects
using (public.may());
-- drop-object: whatever still uses function public.may(text) fails
drop function public.may(text);
alter policy read on storage.objects
to anon, authenticated
using (bucket_id = 'a'::text);
create policy write on storage.objects
for insert to authenticated
with check (public.may());
comment on policy read on storage.objects is 'Old';
alter policy "new name" on storage.objects rename to "old name";
