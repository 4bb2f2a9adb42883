-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses domain public.word fails
drop domain public.word;
-- drop-object: whatever still uses composite public.words fails
drop type public.words;
-- drop-object: whatever still uses range public.texts fails
drop type public.texts;
-- drop-object: whatever still uses collation Odd "one" %s.Two "parts"; %s fails
drop collation "Odd ""one"" %s"."Two ""parts""; %s";
-- drop-object: whatever still uses collation public.ours fails
drop collation public.ours;
-- drop-object: whatever still uses collation public.plain fails
drop collation public.plain;
