alter table public.bookings drop constraint no_overlap;
-- drop-object: whatever still uses extension btree_gist fails
drop extension btree_gist;
