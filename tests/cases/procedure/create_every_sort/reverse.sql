-- drop-object: whatever still uses procedure public.atomic(integer) fails
drop procedure public.atomic(integer);
-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses procedure public.plain(integer, text) fails
drop procedure public.plain(integer, text);
