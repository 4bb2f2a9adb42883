-- drop-object: whatever still uses type public.new_name fails
drop type public.new_name;
create type public.old_name;
alter type public.textual set (receive = none, send = public.textual_send, storage = extended);
alter table public.t alter column a set storage extended;
alter type public.textual owner to chief;
revoke usage on type public.textual from reader;
grant usage on type public.textual to public;
comment on type public.textual is 'Almost text';
