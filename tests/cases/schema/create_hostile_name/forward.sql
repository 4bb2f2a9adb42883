create schema "My ""odd"" sch.ema %s 100%";
comment on schema "My ""odd"" sch.ema %s 100%" is E'it''s; a -- comment /* $$ \\ %';
create table "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" (
    "Größe; drop" integer not null,
    "select" text default 'it''s $$ \ %'::text,
    "a.b" integer,
    " space " integer,
    constraint "Tab.le ""x"" 'y' select_a.b_key" unique ("a.b"),
    constraint "Tab.le ""x"" 'y' select_select_check" check ("select" <> ''';--'::text)
);
alter table "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" enable row level security;
grant select on table "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" to reader;
comment on table "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" is 'line one
line two';
comment on column "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select"."Größe; drop" is 'a "quoted" ''thing''';
create index "idx ""of"" it.all" on "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" ("Größe; drop", lower("select"));
alter table "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" add constraint "Tab.le ""x"" 'y' select_ space _fkey" foreign key (" space ") references "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" ("a.b");
create policy "po ""li"" cy.'x'" on "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select"
for all to public
using ("Größe; drop" > 1);
comment on policy "po ""li"" cy.'x'" on "My ""odd"" sch.ema %s 100%"."Tab.le ""x"" 'y' select" is 'x''y';
