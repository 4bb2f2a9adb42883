-- drop-object: whatever still uses function app.touched(text) fails
drop function app.touched(text);
create or replace function app.touched()
returns trigger
language plpgsql
as $$begin return new; end$$;
create trigger touched
before update on auth.users
for each row
execute function app.touched();
create trigger touched
before insert or update on storage.objects
for each row
execute function app.touched();
