insert into bookings (id, during, many, times, held) values (1, '[1,3)', '{[1,3),[7,9)}', '{"[1,2)","[5,6)"}', '[2,4)'),
    (2, '[3,)', null, null, null);
