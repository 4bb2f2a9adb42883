revoke all on schema app from reader;
grant all on schema app to writer;
create or replace function app.new_rule(n integer)
returns boolean
language sql
as $$select false$$;
alter policy own on app.t
using (app.new_rule(id));
-- drop-object: whatever still uses function app.old_rule(integer) fails
drop function app.old_rule(integer);
