grant all on schema app to boss;
alter table app.t owner to boss;
