-- drop-object: whatever still uses procedure public.p(integer, text) fails
drop procedure public.p(integer, text);
