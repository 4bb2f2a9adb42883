create schema "63 bytes of name: ääääääääääääääääääää ~~~~";
create type "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " as enum ('it''s', 'a "b"', E'c\\d', ' ', '%s');
create table "63 bytes of name: ääääääääääääääääääää ~~~~"."table" (
    "user" "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " default 'it''s'::"63 bytes of name: ääääääääääääääääääää ~~~~"."Mood "
);
do $$
begin
    if to_regclass('neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073"') is not null then
        insert into "63 bytes of name: ääääääääääääääääääää ~~~~"."table" ("user")
        select a."user"::"63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " from neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073" as a;
        drop table neodiff_archive."63 bytes of name: äääääääääääää~e78d851f#165af073";
        if not exists (
            select from pg_depend
            where refclassid = 'pg_namespace'::regclass and refobjid = 'neodiff_archive'::regnamespace
        ) then
            drop schema neodiff_archive;
        end if;
    end if;
end
$$;
