insert into t (a, d) values ('Ab', 'd');
