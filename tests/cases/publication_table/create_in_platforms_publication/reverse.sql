-- drop-object: whatever still uses publication table supabase_realtime.app."A ""message""" fails
alter publication supabase_realtime drop table app."A ""message""";
alter publication supabase_realtime add table public.gone;
