-- drop-object: whatever still uses conversion Odd "one" %s.Odd; -- "c" fails
drop conversion "Odd ""one"" %s"."Odd; -- ""c""";
-- drop-object: whatever still uses conversion public.latin fails
drop conversion public.latin;
