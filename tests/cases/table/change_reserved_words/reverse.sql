drop index public."In Dex";
drop index public.index;
alter table public."user" drop constraint "check";
-- drop-column: all values of public.user.Mixed2 are lost
alter table public."user" drop column "Mixed2";
alter table public."user" alter column "Mixed" drop not null;
alter table public."user" alter column "select" type integer;
alter table public."user" alter column "order" set default 'x'::text;
alter table public."user" add constraint "check" check ("order" <> ''::text) not valid;
create index "In Dex" on public."user" (lower("with space"));
create index index on public."user" ("order");

-- commit

alter table public."user" validate constraint "check";
