drop trigger touched on auth.users;
drop trigger touched on storage.objects;
-- drop-object: whatever still uses function app.touched() fails
drop function app.touched();
create or replace function app.touched(why text)
returns void
language sql
as $$select 1$$;
