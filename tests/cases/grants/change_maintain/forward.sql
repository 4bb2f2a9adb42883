revoke insert, update, delete, truncate, references, trigger, maintain on table public.t from writer;
grant maintain on table public.t to reader;
revoke all on table public.v from reader;
grant all on table public.v to writer;
