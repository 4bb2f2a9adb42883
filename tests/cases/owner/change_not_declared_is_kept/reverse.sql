-- drop-column: all values of app.t.n are lost
alter table app.t drop column n;
