-- drop-object: whatever still uses publication table supabase_realtime.public.gone fails
alter publication supabase_realtime drop table public.gone;
alter publication supabase_realtime add table app."A ""message""" (id, room) where (room > 0);
