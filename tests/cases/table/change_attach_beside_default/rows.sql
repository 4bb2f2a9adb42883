insert into people values (7);
insert into events_2024 values (1, '2024-05-05', 7), (2, '2024-06-06', null);
insert into events values (3, '2030-05-05', 7);
