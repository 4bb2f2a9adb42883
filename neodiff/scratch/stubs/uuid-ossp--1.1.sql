-- Stand-in for uuid-ossp: real results for the named versions 3 and 5, random bits for node and clock of version 1.

create function uuid_nil() returns uuid immutable strict parallel safe language sql
return '00000000-0000-0000-0000-000000000000'::uuid;

create function uuid_ns_dns() returns uuid immutable strict parallel safe language sql
return '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid;

create function uuid_ns_url() returns uuid immutable strict parallel safe language sql
return '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid;

create function uuid_ns_oid() returns uuid immutable strict parallel safe language sql
return '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid;

create function uuid_ns_x500() returns uuid immutable strict parallel safe language sql
return '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid;

-- RFC 9562 counts 100 ns from 1582-10-15: 122192928000000000 of them before 1970
create function uuid_generate_v1() returns uuid volatile strict parallel safe language sql
begin atomic
    select (
        substr(ticks, 9, 8) || '-' || substr(ticks, 5, 4) || '-1' || substr(ticks, 2, 3) || '-'
        || right(gen_random_uuid()::text, 17)
    )::uuid
    from lpad(
        to_hex((extract(epoch from clock_timestamp()) * 10000000)::bigint + 122192928000000000), 16, '0'
    ) as ticks;
end;

create function uuid_generate_v1mc() returns uuid volatile strict parallel safe language sql
return uuid_generate_v1();

create function uuid_generate_v4() returns uuid volatile strict parallel safe language sql
return gen_random_uuid();

create function uuid_generate_v3(namespace uuid, name text) returns uuid immutable strict parallel safe language sql
begin atomic
    select overlay(
        overlay(hash placing '3' from 13 for 1)
        placing to_hex((('x' || substr(hash, 17, 1))::bit(4)::int & 3) | 8) from 17 for 1
    )::uuid
    from md5(uuid_send(namespace) || convert_to(name, 'UTF8')) as hash;
end;

-- PostgreSQL itself has no SHA-1 (FIPS 180-4)
create function uuid_generate_v5(namespace uuid, name text) returns uuid immutable strict parallel safe
language plpgsql as $$
declare
    mask constant bigint := 4294967295;
    message bytea := uuid_send(namespace) || convert_to(name, 'UTF8');
    bits constant bigint := length(message) * 8;
    h bigint[] := array[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
    w bigint[];
    v bigint[];
    f bigint;
    k bigint;
    t bigint;
    hash text := '';
begin
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
    hash := overlay(left(hash, 32) placing '5' from 13 for 1);
    return overlay(hash placing to_hex((('x' || substr(hash, 17, 1))::bit(4)::int & 3) | 8) from 17 for 1)::uuid;
end
$$;
