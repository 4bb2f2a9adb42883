create or replace transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" (from sql with function public.out_of_sql(internal), to sql with function public.into_sql(internal));
comment on transform for "Odd ""one"" %s".pair language "Pl ""odd""; --" is 'it''s';
create or replace transform for integer language "Pl ""odd""; --" (from sql with function public.out_of_sql(internal));
create or replace function public.called(integer)
returns integer
language "Pl ""odd""; --"
transform for type integer
as $$begin return 1; end$$;
