insert into events (id, created_at) values (1, '2024-05-05'), (2, '2024-06-06');
