-- drop-column: all values of public.t.c are lost
alter table public.t drop column c;
alter table public.t alter column b set expression as (lower(a));
-- rewrite: public.t.c: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public.t add column c text generated always as (upper(a)) stored;
alter table public.t alter column d drop expression;
