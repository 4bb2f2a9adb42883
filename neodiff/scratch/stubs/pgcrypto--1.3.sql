-- Stand-in for pgcrypto. Digests and HMACs are real. Ciphers, PGP and password hashes are NOT: they only fit together
-- (what is encrypted here decrypts here, crypt() checks what crypt() made) and protect nothing.

create function digest(data bytea, type text) returns bytea immutable strict parallel safe
language plpgsql as $$
declare
    mask constant bigint := 4294967295;
    message bytea := data;
    bits constant bigint := length(data) * 8;
    h bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    w bigint[];
    v bigint[];
    f bigint;
    k bigint;
    t bigint;
    hash text := '';
begin
    case lower(type)
        when 'md5' then return decode(md5(data), 'hex');
        when 'sha224' then return sha224(data);
        when 'sha256' then return sha256(data);
        when 'sha384' then return sha384(data);
        when 'sha512' then return sha512(data);
        when 'sha1' then null;
        else
            raise exception 'Cannot use "%": No such hash algorithm', type using errcode = 'invalid_parameter_value';
    end case;
    -- PostgreSQL itself has no SHA-1 (FIPS 180-4)
    message := message || '\x80'::bytea;
    message := message || decode(repeat('00', (120 - length(message) % 64) % 64), 'hex') || int8send(bits);
    for block in 0 .. length(message) / 64 - 1 loop
        for i in 0 .. 15 loop
            w[i] := ('x' || encode(substr(message, block * 64 + i * 4 + 1, 4), 'hex'))::bit(32)::bigint;
        end loop;
        for i in 16 .. 79 loop
            t := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
            w[i] := ((t << 1) | (t >> 31)) & mask;
        end loop;
        v := h;
        for i in 0 .. 79 loop
            if i < 20 then
                f := (v[2] & v[3]) | ((v[2] # mask) & v[4]);
                k := 1518500249;
            elsif i < 40 then
                f := v[2] # v[3] # v[4];
                k := 1859775393;
            elsif i < 60 then
                f := (v[2] & v[3]) | (v[2] & v[4]) | (v[3] & v[4]);
                k := 2400959708;
            else
                f := v[2] # v[3] # v[4];
                k := 3395469782;
            end if;
            t := (((v[1] << 5) | (v[1] >> 27)) & mask) + f + v[5] + k + w[i];
            v := array[t & mask, v[1], ((v[2] << 30) | (v[2] >> 2)) & mask, v[3], v[4]];
        end loop;
        for i in 1 .. 5 loop
            h[i] := (h[i] + v[i]) & mask;
        end loop;
    end loop;
    for i in 1 .. 5 loop
        hash := hash || lpad(to_hex(h[i]), 8, '0');
    end loop;
    return decode(hash, 'hex');
end
$$;

create function digest(data text, type text) returns bytea immutable strict parallel safe language sql
return digest(convert_to(data, 'UTF8'), type);

-- RFC 2104: blocks are of 128 bytes for the long digests, else 64
create function hmac(data bytea, key bytea, type text) returns bytea immutable strict parallel safe language sql
begin atomic
    with block as (
        select case when lower(type) in ('sha384', 'sha512') then 128 else 64 end as size
    ), short as (
        select size, case when length(key) > size then digest(key, type) else key end as key from block
    ), padded as (
        select
            string_agg(set_byte('\x00'::bytea, 0, get_byte(long.key, i) # 54), ''::bytea order by i) as inner_key,
            string_agg(set_byte('\x00'::bytea, 0, get_byte(long.key, i) # 92), ''::bytea order by i) as outer_key
        from (
            select size, short.key || decode(repeat('00', size - length(short.key)), 'hex') as key from short
        ) as long, generate_series(0, long.size - 1) as i
    )
    select digest(outer_key || digest(inner_key || data, type), type) from padded;
end;

create function hmac(data text, key text, type text) returns bytea immutable strict parallel safe language sql
return hmac(convert_to(data, 'UTF8'), convert_to(key, 'UTF8'), type);

create function gen_random_uuid() returns uuid volatile parallel safe language sql
return pg_catalog.gen_random_uuid();

create function gen_random_bytes(length integer) returns bytea volatile strict parallel safe
language plpgsql as $$
declare
    found bytea := '';
begin
    if length not between 1 and 1024 then
        raise exception 'Length not in range' using errcode = 'external_routine_invocation_exception';
    end if;
    while octet_length(found) < length loop
        found := found || sha256(uuid_send(pg_catalog.gen_random_uuid()));
    end loop;
    return substr(found, 1, length);
end
$$;

create function gen_salt(type text, iter_count integer) returns text volatile strict parallel safe
language plpgsql as $$
declare
    random text := translate(encode(sha256(uuid_send(pg_catalog.gen_random_uuid())), 'base64'), '+=', './');
begin
    case type
        when 'bf' then
            if iter_count <> 0 and iter_count not between 4 and 31 then
                raise exception 'gen_salt: Incorrect number of rounds';
            end if;
            return '$2a$' || lpad((case iter_count when 0 then 6 else iter_count end)::text, 2, '0') || '$'
                || left(random, 22);
        when 'md5' then return '$1$' || left(random, 8);
        when 'xdes' then return '_' || left(random, 8);
        when 'des' then return left(random, 2);
        else raise exception 'gen_salt: Unknown salt algorithm' using errcode = 'invalid_parameter_value';
    end case;
end
$$;

create function gen_salt(type text) returns text volatile strict parallel safe language sql
return gen_salt(type, 0);

create function crypt(password text, salt text) returns text immutable strict parallel safe
language plpgsql as $$
declare
    kept text;
    size integer;
begin
    case
        when salt like '$2%' then kept := left(salt, 29); size := 31;
        when salt like '$1$%' then kept := '$1$' || left(split_part(salt, '$', 3), 8) || '$'; size := 22;
        when salt like '\_%' then kept := left(salt, 9); size := 11;
        when length(salt) >= 2 then kept := left(salt, 2); size := 11;
        else raise exception 'invalid salt' using errcode = 'invalid_parameter_value';
    end case;
    return kept || left(translate(encode(sha256(convert_to(kept || password, 'UTF8')), 'base64'), '+=', './'), size);
end
$$;

-- a stream made of the key's digests, laid over the data: its own inverse
create function encrypt_iv(data bytea, key bytea, iv bytea, type text) returns bytea immutable strict parallel safe
language plpgsql as $$
declare
    stream bytea := '';
    found bytea := data;
begin
    while length(stream) < length(data) loop
        stream := stream || sha256(key || iv || int4send(length(stream)));
    end loop;
    for i in 0 .. length(data) - 1 loop
        found := set_byte(found, i, get_byte(data, i) # get_byte(stream, i));
    end loop;
    return found;
end
$$;

create function decrypt_iv(data bytea, key bytea, iv bytea, type text) returns bytea
immutable strict parallel safe language sql return encrypt_iv(data, key, iv, type);

create function encrypt(data bytea, key bytea, type text) returns bytea
immutable strict parallel safe language sql return encrypt_iv(data, key, ''::bytea, type);

create function decrypt(data bytea, key bytea, type text) returns bytea
immutable strict parallel safe language sql return encrypt_iv(data, key, ''::bytea, type);

-- the first eight bytes tell a wrong key
create function pgp_sym_encrypt_bytea(data bytea, key text, options text) returns bytea
volatile strict parallel safe language sql
return substr(sha256(convert_to(key, 'UTF8') || data), 1, 8) || encrypt_iv(data, convert_to(key, 'UTF8'), ''::bytea, '');

create function pgp_sym_encrypt_bytea(data bytea, key text) returns bytea
volatile strict parallel safe language sql return pgp_sym_encrypt_bytea(data, key, '');

create function pgp_sym_encrypt(data text, key text, options text) returns bytea
volatile strict parallel safe language sql return pgp_sym_encrypt_bytea(convert_to(data, 'UTF8'), key, options);

create function pgp_sym_encrypt(data text, key text) returns bytea
volatile strict parallel safe language sql return pgp_sym_encrypt_bytea(convert_to(data, 'UTF8'), key, '');

create function pgp_sym_decrypt_bytea(message bytea, key text, options text) returns bytea
immutable strict parallel safe language plpgsql as $$
declare
    stream bytea := '';
    found bytea := substr(message, 9);
begin
    while length(stream) < length(found) loop
        stream := stream || sha256(convert_to(key, 'UTF8') || int4send(length(stream)));
    end loop;
    for i in 0 .. length(found) - 1 loop
        found := set_byte(found, i, get_byte(found, i) # get_byte(stream, i));
    end loop;
    if substr(sha256(convert_to(key, 'UTF8') || found), 1, 8) <> substr(message, 1, 8) then
        raise exception 'Wrong key or corrupt data' using errcode = 'external_routine_invocation_exception';
    end if;
    return found;
end
$$;

create function pgp_sym_decrypt_bytea(message bytea, key text) returns bytea
immutable strict parallel safe language sql return pgp_sym_decrypt_bytea(message, key, '');

create function pgp_sym_decrypt(message bytea, key text, options text) returns text
immutable strict parallel safe language sql
return convert_from(pgp_sym_decrypt_bytea(message, key, options), 'UTF8');

create function pgp_sym_decrypt(message bytea, key text) returns text
immutable strict parallel safe language sql return convert_from(pgp_sym_decrypt_bytea(message, key, ''), 'UTF8');

-- nothing here can tell which secret key a public key belongs to: the message is the data
create function pgp_pub_encrypt_bytea(data bytea, key bytea, options text) returns bytea
volatile strict parallel safe language sql return data;

create function pgp_pub_encrypt_bytea(data bytea, key bytea) returns bytea
volatile strict parallel safe language sql return data;

create function pgp_pub_encrypt(data text, key bytea, options text) returns bytea
volatile strict parallel safe language sql return convert_to(data, 'UTF8');

create function pgp_pub_encrypt(data text, key bytea) returns bytea
volatile strict parallel safe language sql return convert_to(data, 'UTF8');

create function pgp_pub_decrypt_bytea(message bytea, key bytea, password text, options text) returns bytea
immutable strict parallel safe language sql return message;

create function pgp_pub_decrypt_bytea(message bytea, key bytea, password text) returns bytea
immutable strict parallel safe language sql return message;

create function pgp_pub_decrypt_bytea(message bytea, key bytea) returns bytea
immutable strict parallel safe language sql return message;

create function pgp_pub_decrypt(message bytea, key bytea, password text, options text) returns text
immutable strict parallel safe language sql return convert_from(message, 'UTF8');

create function pgp_pub_decrypt(message bytea, key bytea, password text) returns text
immutable strict parallel safe language sql return convert_from(message, 'UTF8');

create function pgp_pub_decrypt(message bytea, key bytea) returns text
immutable strict parallel safe language sql return convert_from(message, 'UTF8');

create function pgp_key_id(message bytea) returns text
immutable strict parallel safe language sql return upper(substr(encode(sha256(message), 'hex'), 1, 16));

create function armor(data bytea, keys text[], vals text[]) returns text
immutable strict parallel safe language sql
begin atomic
    select '-----BEGIN PGP MESSAGE-----' || chr(10)
        || coalesce((select string_agg(k || ': ' || v || chr(10), '') from unnest(keys, vals) as h (k, v)), '')
        || chr(10) || encode(data, 'base64') || chr(10) || '-----END PGP MESSAGE-----' || chr(10);
end;

create function armor(data bytea) returns text
immutable strict parallel safe language sql return armor(data, '{}'::text[], '{}'::text[]);

create function dearmor(data text) returns bytea immutable strict parallel safe
language plpgsql as $$
declare
    body text := substring(data from E'-----BEGIN PGP MESSAGE-----\n(?:[^\n]+\n)*\n(.*)\n-----END PGP MESSAGE-----');
begin
    if body is null then
        raise exception 'Corrupt ascii-armor' using errcode = 'external_routine_invocation_exception';
    end if;
    return decode(body, 'base64');
end
$$;

create function pgp_armor_headers(data text, out key text, out value text) returns setof record
immutable strict parallel safe language sql
begin atomic
    select found[1], found[2]
    from regexp_matches(split_part(data, E'\n\n', 1), '^([^\s:]+): (.*)$', 'gn') as found;
end;

create function fips_mode() returns boolean volatile strict parallel safe language sql
return false;
