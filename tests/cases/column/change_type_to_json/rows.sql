insert into t values (1, '{1,2,null}', '2024-02-29', '{a,"b c"}', 7), (2, '{}', null, null, null), (3, null, 'epoch', '{}', 0);
