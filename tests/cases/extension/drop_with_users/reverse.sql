create extension btree_gist schema public;
comment on extension btree_gist is 'support for indexing common datatypes in GiST';
alter table public.bookings add constraint no_overlap exclude using gist (room with =, during with &&);
