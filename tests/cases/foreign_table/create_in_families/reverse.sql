-- drop-object: whatever still uses foreign table public.Days "2022" fails
drop foreign table public."Days ""2022""";
-- drop-object: whatever still uses foreign table public.days_2023 fails
drop foreign table public.days_2023;
-- drop-object: whatever still uses foreign table public.own_child fails
drop foreign table public.own_child;
-- drop-object: whatever still uses foreign table public.plain_child fails
drop foreign table public.plain_child;
