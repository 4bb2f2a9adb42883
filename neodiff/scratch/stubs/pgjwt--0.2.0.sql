-- Stand-in for pgjwt; its signatures are real ones.

create function url_encode(data bytea) returns text immutable language sql
return translate(encode(data, 'base64'), E'+/=\n', '-_');

create function url_decode(data text) returns bytea immutable language sql
return decode(translate(data, '-_', '+/') || repeat('=', (4 - length(data) % 4) % 4), 'base64');

create function algorithm_sign(signables text, secret text, algorithm text) returns text immutable language sql
return @extschema@.url_encode(@extschema:pgcrypto@.hmac(
    signables,
    secret,
    case algorithm when 'HS256' then 'sha256' when 'HS384' then 'sha384' when 'HS512' then 'sha512' end
));

create function sign(payload json, secret text, algorithm text default 'HS256') returns text immutable language sql
begin atomic
    select signables || '.' || @extschema@.algorithm_sign(signables, secret, algorithm)
    from concat_ws(
        '.',
        @extschema@.url_encode(convert_to('{"alg":"' || algorithm || '","typ":"JWT"}', 'UTF8')),
        @extschema@.url_encode(convert_to(payload::text, 'UTF8'))
    ) as signables;
end;

create function try_cast_double(inp text) returns double precision immutable
language plpgsql as $$
begin
    return inp::double precision;
exception
    when data_exception then
        return null;
end
$$;

create function verify(token text, secret text, algorithm text default 'HS256')
returns table (header json, payload json, valid boolean) stable language sql
begin atomic
    select
        convert_from(@extschema@.url_decode(split_part(token, '.', 1)), 'UTF8')::json,
        claims,
        split_part(token, '.', 3) = @extschema@.algorithm_sign(
            split_part(token, '.', 1) || '.' || split_part(token, '.', 2), secret, algorithm
        )
        and tstzrange(
            to_timestamp(@extschema@.try_cast_double(claims ->> 'nbf')),
            to_timestamp(@extschema@.try_cast_double(claims ->> 'exp'))
        ) @> current_timestamp
    from (
        select convert_from(@extschema@.url_decode(split_part(token, '.', 2)), 'UTF8')::json as claims
    ) as body;
end;
