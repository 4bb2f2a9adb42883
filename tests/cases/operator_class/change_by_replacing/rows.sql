insert into u values ('[1,5)'), (null);
