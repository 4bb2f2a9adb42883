-- drop-column: all values of public.t.d are lost
alter table public.t drop column d;
alter table public.t alter column b set expression as (upper(a));
alter table public.t alter column c drop expression;
-- rewrite: public.t.d: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public.t add column d text generated always as ((a || 'x'::text)) stored;
