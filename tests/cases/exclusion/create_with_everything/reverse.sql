alter table public.bookings drop constraint no_overlap;
