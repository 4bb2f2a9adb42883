drop index public."In Dex";
drop index public.index;
alter table public."user" drop constraint "check";
alter table public."user" add constraint "user_Mixed_not_null" not null "Mixed" not valid;
-- rewrite: public.user.Mixed2: its values are computed by PostgreSQL alone: the table is written anew while everybody waits
alter table public."user" add column "Mixed2" integer generated always as (("Mixed" * 2)) stored;
alter table public."user" alter column "select" type bigint;
alter table public."user" alter column "order" set default 'y'::text;
alter table public."user" add constraint "check" check ("order" <> 'a'::text) not valid;
create index "In Dex" on public."user" (upper("with space"));
create index index on public."user" ("order", "Mixed");

-- commit

alter table public."user" validate constraint "user_Mixed_not_null";

-- commit

alter table public."user" validate constraint "check";
