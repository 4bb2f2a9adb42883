-- A change of every sort to what hostile.sql makes, with names and texts as hostile.
alter type "select"."Mood %" add value E'added\n''$$''' before '\';
alter type "select"."table" add attribute "new ""attr"" %" text;
alter domain "select"."order" drop constraint "NaMe ""of"" it; --";
alter domain "select"."order" set default '$$ \ %s :name';
alter sequence "select"."sequence" increment 5;
alter table "select"."user"
    add column "also ""$$""" text default E'\\ :name $$',
    drop column "tab	and space ",
    alter column "null" set not null,
    alter column "%" set default '$body$',
    alter column "CamelCase" drop expression,
    drop constraint "check",
    add constraint "check" check ("%" <> '\:x'),
    drop constraint "$body$",
    add constraint "$body$" unique ("%", "$$", ":name");
drop index "select"."in dex; drop table x; --";
create index "in dex; drop table x; --" on "select"."user" ((upper("$$"))) where "\" <> ':y';
comment on table "select"."user" is E'\\. \n:q \\q\n\\! echo x';
comment on column "select"."user"."new
line" is null;
comment on schema "a.b" is E'end */ -- \n';
alter table "select"."egg" drop constraint "egg to hen";
create or replace function "select"."function"("in" text) returns text language plpgsql
    as $_X$ begin return E'\\ $$ $_X $_$ :y ' || "in"; end $_X$;
drop trigger "select" on "select"."user";
drop trigger "Trig ger; --" on "select"."user";
create trigger "Trig ger; --" before insert on "select"."user" for each row
    execute function "select"."trigger"('\''', E'n\n:x');
create or replace view "select"."view on view" as
    select v.*, m.*, ':x'::text as "\" from "select"."view" v cross join (values ('--', $$'$$)) m ("x y", "z");
alter policy "Policy ""q""; drop; -- %" on "select"."user" using ("%" = ':x') with check ("$$" <> '\');
drop policy "select" on "select"."user";
create policy "new; --" on "a.b"."a.b" using (true);
revoke insert ("%") on "select"."user" from "Role %s ""q""";
grant delete on "select"."self" to "select";
grant create on schema "Ünïcode ""quoted"" $$ \ %s :name" to "select";
alter table "Ünïcode ""quoted"" $$ \ %s :name"."owned elsewhere" owner to "select";
create schema "new \ schema";
create table "new \ schema"."new ""table""
" ("a
b" text primary key, c integer references "select"."hen");
drop rule "rule it" on "select"."view";
create rule "rule it" as on update to "select"."view" do instead select ':x', '\';
comment on aggregate "select"."agg %"(integer) is 'other';
alter table "select"."serial %" alter column "id %" drop default;
alter table "select"."ident" alter column "id $$" set generated always set start 9;
create view "select".v51 as select * from "select".v50;
create or replace view "select".v0 as select id, id::text as t, 1 as more from "select"."self";
