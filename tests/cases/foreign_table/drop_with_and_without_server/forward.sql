-- drop-object: whatever still uses foreign table public.goes; -- fails
drop foreign table public."goes; --";
-- drop-object: whatever still uses foreign table public.with_server fails
drop foreign table public.with_server;
-- drop-object: whatever still uses server gone fails
drop server gone;
