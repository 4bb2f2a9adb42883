drop index public.t_sizes;
-- drop-object: whatever still uses operator family public.sizes using btree fails
drop operator family public.sizes using btree;
