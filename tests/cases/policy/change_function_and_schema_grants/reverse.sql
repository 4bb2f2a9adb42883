revoke all on schema app from writer;
grant usage on schema app to reader;
create or replace function app.old_rule(n integer)
returns boolean
language sql
as $$select true$$;
alter policy own on app.t
using (app.old_rule(id));
-- drop-object: whatever still uses function app.new_rule(integer) fails
drop function app.new_rule(integer);
