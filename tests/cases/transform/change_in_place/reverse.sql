create or replace transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" (from sql with function public.out_of_sql(internal), to sql with function public.into_sql(internal));
comment on transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" is 'Between';
