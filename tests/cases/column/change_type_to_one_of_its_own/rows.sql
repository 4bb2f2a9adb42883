insert into items values (1, 'ABC', 'abc'), (2, 'it''s', null);
