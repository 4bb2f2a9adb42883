insert into people values ('happy');
