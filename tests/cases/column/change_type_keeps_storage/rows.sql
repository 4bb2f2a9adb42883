insert into notes values (1, 'abc', 'short', 1, null, '{"a": 1}');
