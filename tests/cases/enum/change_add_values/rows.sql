insert into people values ('sad'), ('happy');
