alter statistics app.was rename to "Is";
comment on statistics app.no_target is null;
drop statistics app.columns;
drop statistics app.expression;
drop statistics app.kinds;
-- drop-column: all values of app.t.gone are lost
alter table app.t drop column gone;
alter table app.t alter column b type bigint;
create statistics app.columns on a, c from app.t;
create statistics app.expression on (upper(c)) from app.t;
create statistics app.kinds (dependencies, mcv) on a, b from app.t;
alter statistics app.no_target set statistics -1;
create statistics app.of_gone on a, c from app.t;
alter statistics app.target set statistics 1000;
alter statistics app.owner owner to boss;
comment on statistics app.target is 'new';
