insert into "user" values (1, 'o', 1, 's');
