-- drop-object: whatever still uses view app.v fails
drop view app.v;
-- drop-table: all rows of app.t are lost
drop table app.t;
-- drop-object: whatever still uses function app.f(app.mood) fails
drop function app.f(app.mood);
-- drop-object: whatever still uses enum app.mood fails
drop type app.mood;
-- drop-schema: schema app is gone
drop schema app;
