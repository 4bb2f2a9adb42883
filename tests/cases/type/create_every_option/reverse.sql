-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses cast (public.textual as text) fails
drop cast (public.textual as text);
-- drop-object: whatever still uses function public.shout(public.textual) fails
drop function public.shout(public.textual);
-- drop-object: whatever still uses type Odd "one" %s.na; -- "me" fails
drop type "Odd ""one"" %s"."na; -- ""me""" cascade;
-- drop-object: whatever still uses type public.only_a_name fails
drop type public.only_a_name;
-- drop-object: whatever still uses type public.textual fails
drop type public.textual cascade;
