create or replace function app.new()
returns event_trigger
language plpgsql
as $$begin end$$;
create event trigger "in" on ddl_command_start
when tag in ('CREATE TABLE')
execute function app.new();
alter event trigger "in" enable replica;
create event trigger "odd ""e""; --" on sql_drop
when tag in ('DROP TABLE', 'DROP FUNCTION')
execute function app.new();
alter event trigger "odd ""e""; --" enable always;
comment on event trigger "odd ""e""; --" is E'it''s \\ odd';
create event trigger off on table_rewrite
execute function app.new();
alter event trigger off disable;
create event trigger plain on ddl_command_end
execute function public."odd ""f"""();
