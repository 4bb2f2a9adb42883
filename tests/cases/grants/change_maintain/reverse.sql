revoke maintain on table public.t from reader;
grant insert, update, delete, truncate, references, trigger, maintain on table public.t to writer;
revoke all on table public.v from writer;
grant all on table public.v to reader;
