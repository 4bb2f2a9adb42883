create schema app;
alter schema app owner to keeper;
