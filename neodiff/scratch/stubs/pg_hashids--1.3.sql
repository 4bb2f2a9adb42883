-- Stand-in for pg_hashids: ids are their numbers in hexadecimal, whatever the salt.

create function id_encode(bigint) returns text immutable strict language sql return to_hex($1);
create function id_encode(bigint, text) returns text immutable strict language sql return to_hex($1);
create function id_encode(bigint, text, integer) returns text immutable strict language sql
return lpad(to_hex($1), greatest($3, length(to_hex($1))), '0');
create function id_encode(bigint, text, integer, text) returns text immutable strict language sql
return lpad(to_hex($1), greatest($3, length(to_hex($1))), '0');

create function id_decode(text) returns bigint[] immutable strict language sql
return array[('x' || lpad($1, 16, '0'))::bit(64)::bigint];
create function id_decode(text, text) returns bigint[] immutable strict language sql return id_decode($1);
create function id_decode(text, text, integer) returns bigint[] immutable strict language sql return id_decode($1);
create function id_decode(text, text, integer, text) returns bigint[] immutable strict language sql
return id_decode($1);

create function id_decode_once(text) returns bigint immutable strict language sql return (id_decode($1))[1];
create function id_decode_once(text, text) returns bigint immutable strict language sql return (id_decode($1))[1];
create function id_decode_once(text, text, integer) returns bigint immutable strict language sql
return (id_decode($1))[1];
create function id_decode_once(text, text, integer, text) returns bigint immutable strict language sql
return (id_decode($1))[1];
