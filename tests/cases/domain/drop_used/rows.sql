insert into prices values (7);
