-- drop-object: whatever still uses transform for integer language "Pl ""odd""; --" fails
drop transform for integer language "Pl ""odd""; --";
-- drop-object: whatever still uses function public.checks(oid) fails
drop function public.checks(oid);
-- drop-object: whatever still uses function public.into_sql(internal) fails
drop function public.into_sql(internal);
-- drop-object: whatever still uses function public.out_again(internal) fails
drop function public.out_again(internal);
-- drop-object: whatever still uses function public.out_of_sql(internal) fails
drop function public.out_of_sql(internal);
-- drop-object: whatever still uses function public.runs_do(internal) fails
drop function public.runs_do(internal);
-- drop-object: whatever still uses composite Odd "one" %s.pair fails
drop type "Odd ""one"" %s".pair;
-- drop-object: whatever still uses language Pl "odd"; -- fails
drop language "Pl ""odd""; --";
-- drop-object: whatever still uses function public.runs() fails
drop function public.runs();
-- drop-schema: schema Odd "one" %s is gone
drop schema "Odd ""one"" %s";
create table public.u (
    id integer
);
