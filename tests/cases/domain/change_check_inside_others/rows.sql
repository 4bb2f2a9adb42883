insert into parcels values (1, '(2)', '{3,4}');
