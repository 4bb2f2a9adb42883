insert into t (id, gone, kept) values (1, 'a', 'b');
