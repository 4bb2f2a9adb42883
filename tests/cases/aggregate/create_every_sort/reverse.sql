-- drop-object: whatever still uses view public.totals fails
drop view public.totals;
-- drop-object: whatever still uses aggregate Odd "one" %s."how; -- ""many"" $$"(*) fails
drop aggregate "Odd ""one"" %s"."how; -- ""many"" $$"(*);
-- drop-object: whatever still uses aggregate public.best(integer) fails
drop aggregate public.best(integer);
-- drop-object: whatever still uses aggregate public.joined(text, text[]) fails
drop aggregate public.joined(text, text[]);
-- drop-object: whatever still uses aggregate public.middle(double precision, double precision) fails
drop aggregate public.middle(double precision, double precision);
-- drop-object: whatever still uses aggregate public.moving(double precision) fails
drop aggregate public.moving(double precision);
-- drop-object: whatever still uses aggregate public.total(integer) fails
drop aggregate public.total(integer);
-- drop-object: whatever still uses function public.join_more(text, text, text[]) fails
drop function public.join_more(text, text, text[]);
-- drop-object: whatever still uses function public.keep(double precision[], double precision) fails
drop function public.keep(double precision[], double precision);
-- drop-object: whatever still uses function public.middle_of(double precision[], double precision) fails
drop function public.middle_of(double precision[], double precision);
