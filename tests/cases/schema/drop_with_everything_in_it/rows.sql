insert into app.t (mood) values ('sad');
