insert into kept_1 values (1);
insert into gone_1 values (1);
insert into base values (1);
