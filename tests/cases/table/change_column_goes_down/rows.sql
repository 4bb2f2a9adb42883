insert into cities (name, area) values ('Rome', 7);
