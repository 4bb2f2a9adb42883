create schema "63 bytes of name: ääääääääääääääääääää ~~~~";
alter schema "63 bytes of name: ääääääääääääääääääää ~~~~" owner to keeper;
create type "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " as enum ('it''s', 'a "b"', E'c\\d', ' ', '%s');
alter type "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " owner to keeper;
create table "63 bytes of name: ääääääääääääääääääää ~~~~"."table" (
    "user" "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " default 'it''s'::"63 bytes of name: ääääääääääääääääääää ~~~~"."Mood "
);
alter table "63 bytes of name: ääääääääääääääääääää ~~~~"."table" owner to keeper;
