-- drop-object: whatever still uses publication table p.public."Odd ""T""" fails
alter publication p drop table public."Odd ""T""";
-- drop-table: all rows of public.new are lost
drop table public.new;
