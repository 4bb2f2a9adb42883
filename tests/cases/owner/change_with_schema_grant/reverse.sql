revoke all on schema app from boss;
alter table app.t owner to keeper;
