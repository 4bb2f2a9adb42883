comment on schema app is null;
create table app.undeclared (
    id integer
);
