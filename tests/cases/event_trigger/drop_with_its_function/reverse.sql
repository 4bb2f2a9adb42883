create or replace function public.f()
returns event_trigger
language plpgsql
as $$begin end$$;
create event trigger "goes; --" on ddl_command_end
execute function public.f();
comment on event trigger "goes; --" is 'x';
