-- drop-table: all rows of Weird "S".child2 are lost
drop table "Weird ""S""".child2;
-- drop-table: all rows of public.child;-- are lost
drop table public."child;--";
-- drop-table: all rows of Weird "S".p.q "r" are lost
drop table "Weird ""S"""."p.q ""r""";
-- drop-schema: schema Weird "S" is gone
drop schema "Weird ""S""";
