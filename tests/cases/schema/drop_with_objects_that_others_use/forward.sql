alter table public.t alter column mood type text;
-- drop-object: whatever still uses enum app.mood fails
drop type app.mood;
-- drop-schema: schema app is gone
drop schema app;
