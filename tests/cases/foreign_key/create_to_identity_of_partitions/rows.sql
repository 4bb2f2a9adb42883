insert into p (r) values (1), (2);
