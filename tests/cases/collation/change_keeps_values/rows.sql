insert into t values (1, 'a', '{b,c}', 'd'), (2, 'B', null, null);
