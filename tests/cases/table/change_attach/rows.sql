insert into events_2024 (id, created_at, kind) values (1, '2024-05-05', 'x'), (2, '2024-06-06', 'y');
