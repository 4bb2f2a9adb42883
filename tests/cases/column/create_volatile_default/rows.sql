insert into t select generate_series(1, 1000);
insert into parts values (1), (2);
