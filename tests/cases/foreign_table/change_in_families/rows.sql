insert into days_2024 values (5, '2024-02-02', 'n', 7), (6, '2024-02-03', 'm', null);
insert into base values (1, 'a');
insert into near values (2, 'b', 'c');
