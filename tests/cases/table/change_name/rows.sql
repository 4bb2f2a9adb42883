insert into t (up, n) values (null, 3);
