drop policy listen on realtime.messages;
-- weaken-access: policy storage.buckets.none no longer restricts anybody
drop policy "none" on storage.buckets;
drop policy "Avatars are public" on storage.objects;
drop policy "own folder" on storage.objects;
