-- drop-table: all rows of public.t are lost
drop table public.t;
-- drop-object: whatever still uses access method Odd; -- "am" fails
drop access method "Odd; -- ""am""";
-- drop-object: whatever still uses access method tree fails
drop access method tree;
