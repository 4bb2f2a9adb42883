insert into pairs values (1, row(1, 'x'));
insert into stock values (1, row('a', 1), array[row('b', 2)::piece]);
