-- Names and texts that break who builds SQL, YAML, file names or psql scripts by hand.
-- The roles "Role %s ""q""" and "select" must exist, and whoever loads it be a member of both.
create schema "a.b";
create schema "select";
create schema "Ünïcode ""quoted"" $$ \ %s :name";
create type "select"."Mood %" as enum ('it''s', '$$', '\', E'new\nline', ':name', '');
create type "select"."table" as ("user" integer, "a.b" text, "x""y" "select"."Mood %");
create domain "select"."order" as text default null not null
    check (value <> '$$' and value not like '%\%%') constraint "NaMe ""of"" it; --" check (value <> ':name');
create sequence "select"."sequence";
create table "select"."user" (
    "select" integer constraint "primary" primary key default nextval('"select"."sequence"'),
    "a.b" text default null,
    "%" text default '%s %% %(x)s',
    "$$" text default $q$ $$ $body$ $q$,
    "\" text default '\' || E'\\',
    ":name" text default ':name',
    "new
line" text default E'a\nb',
    "tab	and space " text,
    " ""x"" " text default null::text,
    "ключ" "select"."Mood %" default E'new\nline',
    "emoji 🎉" "select"."order" not null default 'x',
    "order" "select"."table",
    "null" text default 'null',
    "true" boolean default null,
    "CamelCase" integer generated always as ("select" + 1) stored,
    "a23456789012345678901234567890123456789012345678901234567890123" integer unique,
    constraint "check" check ("%" <> ':name' and ":name" not like E'%\n%' and "$$" is distinct from '$body$'),
    constraint "$body$" unique ("$$", "%"),
    constraint "Excl ""%""" exclude using btree ("a.b" with =) where ("null" <> '--')
);
create table "a.b"."a.b" (
    "a.b" integer references "select"."user",
    "a.b.c" integer,
    constraint "a.b.c" primary key ("a.b", "a.b.c")
);
create index "in dex; drop table x; --" on "select"."user" ((lower("$$")), "%" desc) where "\" <> ':x';
create unique index "i23456789012345678901234567890123456789012345678901234567890123" on "select"."user" ("null");
comment on table "select"."user" is E'line one\r\nline ''two''\t\\ %s %% $$ $body$ :name /* -- */ "q" \u2028 🎉';
comment on column "select"."user"."$$" is E'\n  leading and trailing  \n';
comment on column "select"."user"."new
line" is 'yes';
comment on index "select"."in dex; drop table x; --" is ': colon first';
comment on constraint "check" on "select"."user" is '# hash';
comment on schema "Ünïcode ""quoted"" $$ \ %s :name" is '- dash';
comment on type "select"."Mood %" is '{"json": [1, 2]}';
comment on domain "select"."order" is '*star &anchor';

-- tables that need each other
create table "select"."egg" (id integer primary key, hen integer);
create table "select"."hen" (
    id integer primary key,
    egg integer references "select"."egg" deferrable initially deferred
);
alter table "select"."egg" add constraint "egg to hen" foreign key (hen) references "select"."hen" on delete cascade;
create table "select"."self" (id integer primary key, up integer references "select"."self");

-- routines, and what their bodies may hold
create function "select"."function"("in" integer, "OUT" text default null, variadic "rest %" text[] default '{}')
    returns text language sql as $_$ select $$it's$$ || '%' || ':name' || $1 $_$;
create function "select"."function"("in" text) returns text language plpgsql
    as $_X$ begin return E'\\ $$ $_$ ' || "in"; end $_X$;
create function "select"."function"("select"."Mood %"[], "select"."table") returns "select"."Mood %" language sql
    begin atomic select $1[1]; end;
create function "select"."function"() returns table ("select" integer, "a b" text) language sql as 'select 1, ''x''';
create procedure "select"."procedure"(inout "x y" numeric(10, 2) default 1.50) language plpgsql
    as $$ begin "x y" := 2; end $$;
create function "select"."f23456789012345678901234567890123456789012345678901234567890123"
    (varchar(10), timestamp with time zone, "char", bit varying) returns void language plpgsql
    as E'\r\nbegin\r\n\tperform 1; \r\nend\r\n';
create function "select".nothing() returns void language sql as '';
create function "select"."trigger"() returns trigger language plpgsql as $$ begin return new; end $$;
comment on function "select"."function"("in" text) is 'takes "text"';
create trigger "Trig ger; --" before insert or update of "%", "a.b" on "select"."user" for each row
    when (new."%" is distinct from ':x') execute function "select"."trigger"('it''s', '$$', '\', '%', ':name', E'n\nl', '');
create trigger "select" after delete on "select"."user" referencing old table as "old table"
    for each statement execute function "select"."trigger"();

-- views, fifty of them one above the other
create view "select"."view" ("select", "a.b", "%", ":name") as
    select "select", "a.b", "%", ':name'::text || "$$" from "select"."user" where "\" = E'\\' and "%" <> '%';
create view "select"."view on view" with (security_barrier) as
    select v.*, m.* from "select"."view" v cross join (values ('--', $$'$$)) m ("x y", "z");
create materialized view "select"."mat view" as
    select "emoji 🎉" as "🎉", count(*) as "count" from "select"."user" group by 1;
create unique index "mat ix" on "select"."mat view" ("🎉");
create rule "rule it" as on update to "select"."view" do instead nothing;
create view "select".v0 as select id, id::text as t from "select"."self";
do $$
begin
    for i in 1..50 loop
        execute format('create view "select".v%s as select id, t from "select".v%s where id > %s', i, i - 1, i);
    end loop;
end $$;

-- who may what, and whose it is
alter table "select"."user" enable row level security;
alter table "a.b"."a.b" force row level security;
create policy "Policy ""q""; drop; -- %" on "select"."user" for all to "Role %s ""q""", "select"
    using ("%" = current_setting('a.b', true)) with check ("$$" <> $q$$$$q$);
create policy "select" on "select"."user" as restrictive for delete to "select" using (false);
comment on policy "select" on "select"."user" is E'p\n';
grant select, insert ("%", "a.b") on "select"."user" to "Role %s ""q""" with grant option;
grant all on all tables in schema "a.b" to "select";
grant usage, create on schema "select" to "select";
grant usage, create on schema "Ünïcode ""quoted"" $$ \ %s :name" to "Role %s ""q""";
grant execute on function "select"."function"(text) to "select";
alter default privileges in schema "select" grant select on tables to "Role %s ""q""";
create table "Ünïcode ""quoted"" $$ \ %s :name"."owned elsewhere" (id int);
alter table "Ünïcode ""quoted"" $$ \ %s :name"."owned elsewhere" owner to "Role %s ""q""";
alter function "select".nothing() owner to "select";

-- kinds without a form of their own
create collation "select"."Coll ""%""" (provider = libc, locale = 'C');
create aggregate "select"."agg %"(integer) (sfunc = int4pl, stype = integer, initcond = '0');
comment on aggregate "select"."agg %"(integer) is E'agg\n:x';
create operator "select".=#= (leftarg = integer, rightarg = integer, function = int4eq);
create type "select"."range %" as range (subtype = date);
create cast ("select"."table" as text) with inout;
create text search configuration "select"."ts :name" (copy = pg_catalog.english);
create statistics "select"."st $$" on "%", "$$" from "select"."user";
create rule "rule 2" as on delete to "select"."view on view" do instead nothing;
create table "select"."part %" ("order" integer, "a b" date default '2020-01-01') partition by range ("a b");
create table "select"."part ""1""" partition of "select"."part %" for values from ('2026-01-01') to ('2027-01-01');
create index "select ix" on "select"."part %" ("order");
alter table "select"."part %" add constraint "pk of % x" primary key ("order", "a b");
create table "select"."parent %" ("a b" integer);
create table "select"."child %" ("c d" text) inherits ("select"."parent %");

-- columns that bring a sequence
create table "select"."serial %" ("id %" serial primary key, "big ""id""" bigserial);
create table "select"."ident" (
    "id $$" integer generated by default as identity (sequence name "select"."seq of $$ id" start 5),
    v integer generated always as ("id $$" * 2) virtual
);
create unlogged table "select"."unlogged" (a integer constraint "nn ""n""" not null) with (fillfactor = 50);
alter table "select"."unlogged" add constraint "nn" check (a > 0) not valid,
    add constraint "not null a" check (a is not null) no inherit;
