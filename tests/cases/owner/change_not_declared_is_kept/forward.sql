alter table app.t add column n integer;
