insert into people values (1, 'happy', 3), (2, null, null);
