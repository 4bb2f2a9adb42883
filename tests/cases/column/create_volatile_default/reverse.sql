-- drop-column: all values of public.parts.tag are lost
alter table public.parts drop column tag;
-- drop-column: all values of public.t.Key $$ %s are lost
alter table public.t drop column "Key $$ %s";
-- drop-column: all values of public.t.luck are lost
alter table public.t drop column luck;
