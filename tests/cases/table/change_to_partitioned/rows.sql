insert into events values (1);
