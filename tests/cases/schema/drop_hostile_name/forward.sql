-- drop-table: all rows of 63 bytes of name: ääääääääääääääääääää ~~~~.table are lost
drop table "63 bytes of name: ääääääääääääääääääää ~~~~"."table";
-- drop-object: whatever still uses enum 63 bytes of name: ääääääääääääääääääää ~~~~.Mood  fails
drop type "63 bytes of name: ääääääääääääääääääää ~~~~"."Mood ";
-- drop-schema: schema 63 bytes of name: ääääääääääääääääääää ~~~~ is gone
drop schema "63 bytes of name: ääääääääääääääääääää ~~~~";
