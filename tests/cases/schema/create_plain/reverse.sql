-- drop-schema: schema app is gone
drop schema app;
