create table app.t (
    id integer
);
alter table app.t owner to boss;
grant select on table app.t to reader;
