alter function app.f() owner to keeper;
alter table app.t owner to keeper;
grant execute on function app.f() to boss;
revoke insert on table app.t from clerk;
grant select on table app.t to boss;
grant select on table app.t to clerk with grant option;
grant update (id) on table app.t to boss;
