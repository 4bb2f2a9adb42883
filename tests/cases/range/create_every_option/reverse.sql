-- drop-table: all rows of public.bookings are lost
drop table public.bookings;
-- drop-object: whatever still uses domain public.Sub "type" %s fails
drop domain public."Sub ""type"" %s";
-- drop-object: whatever still uses range odd; --.Texts "; %s fails
drop type "odd; --"."Texts ""; %s";
-- drop-object: whatever still uses range odd; --.daterange_of_ours fails
drop type "odd; --".daterange_of_ours;
-- drop-object: whatever still uses range public.span fails
drop type public.span;
-- drop-object: whatever still uses function public.difference(integer, integer) fails
drop function public.difference(integer, integer);
