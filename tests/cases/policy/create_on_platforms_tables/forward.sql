create policy listen on realtime.messages
for select to authenticated
using (( SELECT realtime.topic() AS topic) = 'all'::text);
create policy "none" on storage.buckets
as restrictive
for all to anon
using (false);
create policy "Avatars are public" on storage.objects
for select to public
using (bucket_id = 'avatars'::text);
comment on policy "Avatars are public" on storage.objects is 'Anybody may look';
create policy "own folder" on storage.objects
for all to authenticated
using ((storage.foldername(name))[1] = (( SELECT auth.uid() AS uid))::text)
with check (bucket_id = 'own'::text);
