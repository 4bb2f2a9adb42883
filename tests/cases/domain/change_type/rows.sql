insert into prices values (1, 5, '{1,2}');
