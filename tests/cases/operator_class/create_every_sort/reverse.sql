-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses operator family public.long_sizes using btree fails
drop operator family public.long_sizes using btree;
-- drop-object: whatever still uses operator family public.near using gist fails
drop operator family public.near using gist;
-- drop-object: whatever still uses range public.span_by_size fails
drop type public.span_by_size;
-- drop-object: whatever still uses operator family public.by_size using btree fails
drop operator family public.by_size using btree;
