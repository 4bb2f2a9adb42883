-- drop-table: all rows of app.t are lost
drop table app.t;
