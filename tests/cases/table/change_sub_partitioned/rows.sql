insert into events values ('a', '2024-05-05', 1);
