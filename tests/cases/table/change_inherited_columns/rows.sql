insert into capitals (name, founded, area, mayor) values ('Rome', 100, 7, 'x');
