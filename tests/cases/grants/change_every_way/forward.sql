revoke update, delete, truncate, references, trigger, maintain on table public.own from keeper;
grant select on table public.own to reader;
revoke all on table public.t from public;
revoke insert on table public.t from reader;
revoke grant option for select on table public.t from writer;
grant delete on table public.t to reader;
revoke select (id) on table public.t from reader;
grant update (id) on table public.t to reader;
grant select (id) on table public.t to writer with grant option;
