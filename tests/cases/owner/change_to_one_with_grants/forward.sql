revoke update (id) on table app.t from boss;
alter function app.f() owner to boss;
alter table app.numbers owner to boss;
alter table app.t owner to boss;
grant usage on sequence app.numbers_id_seq to clerk;
revoke grant option for select on table app.t from clerk;
grant insert on table app.t to clerk;
