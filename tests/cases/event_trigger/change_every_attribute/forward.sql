alter event trigger "Was ""e""" rename to "Is ""e""";
drop event trigger event;
drop event trigger function;
drop event trigger tags;
create or replace function public.h()
returns event_trigger
language plpgsql
as $$begin perform 1; end$$;
alter event trigger enabled enable always;
create event trigger event on sql_drop
execute function public.f();
comment on event trigger event is 'stays';
create event trigger function on ddl_command_end
execute function public.g();
create event trigger tags on ddl_command_end
when tag in ('CREATE TABLE', 'ALTER TABLE')
execute function public.f();
comment on event trigger enabled is 'new';
