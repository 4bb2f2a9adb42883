insert into people values ('sad'), ('fine');
