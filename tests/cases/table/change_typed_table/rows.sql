insert into pairs values (1, 'x'); insert into plain values (2, 'y');
