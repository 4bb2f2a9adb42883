create schema "63 bytes of name: ääääääääääääääääääää ~~~~";
create type "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " as enum ('it''s', 'a "b"', E'c\\d', ' ', '%s');
create table "63 bytes of name: ääääääääääääääääääää ~~~~"."table" (
    "user" "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood " default 'it''s'::"63 bytes of name: ääääääääääääääääääää ~~~~"."Mood "
);
