alter table public.bookings add constraint no_overlap exclude using gist (room with =, tstzrange(a, b) with &&) include (note) with (fillfactor = '80') where (open) deferrable initially deferred;
comment on constraint no_overlap on public.bookings is 'why';
