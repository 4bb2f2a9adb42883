alter policy "old name" on storage.objects rename to "new name";
drop policy write on storage.objects;
create or replace function public.may(bucket text)
returns boolean
language sql
stable
as $$select true$$;
revoke execute on function public.may(text) from public;
grant execute on function public.may(text) to authenticated;
alter policy "new name" on storage.objects
using (public.may(bucket_id));
-- drop-object: whatever still uses function public.may() fails
drop function public.may();
alter policy read on storage.objects
to authenticated
using (bucket_id = 'b'::text);
create policy write on storage.objects
for update to authenticated
using (public.may(bucket_id));
comment on policy read on storage.objects is 'New';
