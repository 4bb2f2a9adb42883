drop event trigger event;
drop event trigger function;
drop event trigger tags;
create or replace function public.h()
returns event_trigger
language plpgsql
as $$begin end$$;
alter event trigger enabled disable;
create event trigger event on ddl_command_end
execute function public.f();
comment on event trigger event is 'stays';
create event trigger function on ddl_command_end
execute function public.f();
create event trigger tags on ddl_command_end
when tag in ('CREATE TABLE')
execute function public.f();
comment on event trigger enabled is 'old';
alter event trigger "Is ""e""" rename to "Was ""e""";
