insert into pairs values (1, row(1, 'x'));
