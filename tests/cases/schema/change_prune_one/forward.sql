-- drop-table: all rows of app.undeclared are lost
drop table app.undeclared;
comment on schema app is 'pruned';
