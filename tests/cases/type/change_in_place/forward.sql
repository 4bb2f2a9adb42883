comment on type public.textual is null;
-- drop-object: whatever still uses type public.old_name fails
drop type public.old_name;
create type public.new_name;
alter type public.textual set (receive = public.textual_recv, send = none, storage = main);
alter table public.t alter column a set storage main;
alter type public.textual owner to keeper;
revoke usage on type public.textual from public;
grant usage on type public.textual to reader;
