insert into jobs values (1, 'new', 'old'), (2, 'old', 'new'), (3, 'old', 'old');
