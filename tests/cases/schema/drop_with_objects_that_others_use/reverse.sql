create schema app;
create type app.mood as enum ('sad');
alter table public.t alter column mood type app.mood using mood::app.mood;
