insert into events (id, created_at, kind) values (1, '2024-05-05', 'abc');
