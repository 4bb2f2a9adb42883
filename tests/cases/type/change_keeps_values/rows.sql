insert into t values (1, 'b', '{a,"b c"}', 'it''s'), (2, 'B', null, null);
