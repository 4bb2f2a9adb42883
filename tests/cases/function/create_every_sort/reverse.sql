-- drop-object: whatever still uses function public."odd ""f"" it's.100%"(integer, text) fails
drop function public."odd ""f"" it's.100%"(integer, text);
-- drop-object: whatever still uses function public."returning"(integer) fails
drop function public."returning"(integer);
-- drop-object: whatever still uses function public.atomic(integer) fails
drop function public.atomic(integer);
-- drop-object: whatever still uses function public.outs(integer, integer) fails
drop function public.outs(integer, integer);
-- drop-object: whatever still uses function public.overloaded(integer) fails
drop function public.overloaded(integer);
-- drop-object: whatever still uses function public.overloaded(text) fails
drop function public.overloaded(text);
-- drop-object: whatever still uses function public.plain(integer, text, text[]) fails
drop function public.plain(integer, text, text[]);
-- drop-object: whatever still uses function public.tabled(integer, text) fails
drop function public.tabled(integer, text);
-- drop-object: whatever still uses function public.typed(character varying, timestamp with time zone, numeric[], public.t) fails
drop function public.typed(character varying, timestamp with time zone, numeric[], public.t);
-- drop-table: all rows of public.t are lost
drop table public.t;
