-- drop-object: whatever still uses operator family Odd "one" %s."Odd; -- ""fa""" using gist fails
drop operator family "Odd ""one"" %s"."Odd; -- ""fa""" using gist;
-- drop-object: whatever still uses operator family public.empty using hash fails
drop operator family public.empty using hash;
-- drop-object: whatever still uses operator family public.sizes using btree fails
drop operator family public.sizes using btree;
