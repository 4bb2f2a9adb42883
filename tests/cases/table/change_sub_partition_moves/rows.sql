insert into numbers values (1); insert into events values ('a', '2024-05-05', 1);
