comment on transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" is null;
create or replace transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" (from sql with function public.out_again(internal));
