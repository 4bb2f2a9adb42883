insert into cities (name, area, mayor) values ('Rome', 7, 'x');
