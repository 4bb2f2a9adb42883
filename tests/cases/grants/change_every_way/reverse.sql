revoke all on table public.own from reader;
grant update, delete, truncate, references, trigger, maintain on table public.own to keeper;
revoke delete on table public.t from reader;
grant insert on table public.t to reader;
grant select on table public.t to public;
grant select on table public.t to writer with grant option;
revoke update (id) on table public.t from reader;
revoke grant option for select (id) on table public.t from writer;
grant select (id) on table public.t to reader, writer;
