-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses extension uuid-ossp fails
drop extension "uuid-ossp";
-- drop-schema: schema extensions is gone
drop schema extensions;
