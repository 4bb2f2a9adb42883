-- drop-object: whatever still uses transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" fails
drop transform for "Odd ""one"" %s".pair language "Pl ""odd""; --";
-- drop-object: whatever still uses function public.called(integer) fails
drop function public.called(integer);
-- drop-object: whatever still uses transform for integer language "Pl ""odd""; --" fails
drop transform for integer language "Pl ""odd""; --";
