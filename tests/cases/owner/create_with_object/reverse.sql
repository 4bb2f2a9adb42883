-- drop-table: all rows of app.t are lost
drop table app.t;
-- drop-object: whatever still uses function app.f() fails
drop function app.f();
-- drop-object: whatever still uses enum app.e fails
drop type app.e;
