insert into a default values;
insert into b values (1);
