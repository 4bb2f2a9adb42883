insert into other values (null);
