insert into t values (1, 1);
insert into other values (1);
