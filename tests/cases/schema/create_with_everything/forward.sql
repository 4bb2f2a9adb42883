create schema app;
alter schema app owner to boss;
grant create on schema app to writer;
grant usage on schema app to reader;
grant usage on schema app to writer with grant option;
comment on schema app is 'where the product lives';
