-- Stand-in for the part of pgsodium that schemas refer to: keys by id, and ciphers that leave data as it is.

create type pgsodium.key_status as enum ('default', 'valid', 'invalid', 'expired');
create type pgsodium.key_type as enum (
    'aead-ietf', 'aead-det', 'hmacsha512', 'hmacsha256', 'auth', 'shorthash', 'generichash', 'kdf', 'secretbox',
    'secretstream', 'stream_xchacha20'
);

create sequence pgsodium.key_key_id_seq;

create table pgsodium.key (
    id uuid primary key default gen_random_uuid(),
    status pgsodium.key_status default 'valid',
    created timestamptz not null default current_timestamp,
    expires timestamptz,
    key_type pgsodium.key_type,
    key_id bigint default nextval('pgsodium.key_key_id_seq'),
    key_context bytea default 'pgsodium' check (length(key_context) = 8),
    name text unique,
    associated_data text default 'associated',
    raw_key bytea,
    raw_key_nonce bytea,
    parent_key uuid references pgsodium.key (id),
    comment text,
    user_data text
);

create view pgsodium.valid_key as
select id, name, status, key_type, key_id, key_context, created, expires, associated_data
from pgsodium.key
where status in ('valid', 'default') and (expires is null or expires > now());

create function pgsodium.create_key(
    key_type pgsodium.key_type default 'aead-det',
    name text default null,
    raw_key bytea default null,
    raw_key_nonce bytea default null,
    parent_key uuid default null,
    key_context bytea default 'pgsodium',
    expires timestamptz default null,
    associated_data text default ''
) returns pgsodium.valid_key security definer set search_path = '' language plpgsql as $$
declare
    made uuid;
    found pgsodium.valid_key;
begin
    insert into pgsodium.key
        (key_type, name, raw_key, raw_key_nonce, parent_key, key_context, expires, associated_data)
    values (key_type, name, raw_key, raw_key_nonce, parent_key, key_context, expires, associated_data)
    returning id into made;
    select * into found from pgsodium.valid_key as v where v.id = made;
    return found;
end
$$;

create function pgsodium.get_key_by_id(uuid) returns pgsodium.valid_key stable security definer set search_path = ''
language sql as $$ select * from pgsodium.valid_key where id = $1 $$;

create function pgsodium.get_key_by_name(text) returns pgsodium.valid_key stable security definer set search_path = ''
language sql as $$ select * from pgsodium.valid_key where name = $1 $$;

create function pgsodium.crypto_aead_det_encrypt(
    message bytea, additional bytea, key_uuid uuid, nonce bytea default null
) returns bytea stable language sql return message;

create function pgsodium.crypto_aead_det_decrypt(
    ciphertext bytea, additional bytea, key_uuid uuid, nonce bytea default null
) returns bytea stable language sql return ciphertext;

create function pgsodium.crypto_aead_det_noncegen() returns bytea volatile language sql
return uuid_send(gen_random_uuid());

create function pgsodium.crypto_aead_det_keygen() returns bytea volatile language sql
return sha256(uuid_send(gen_random_uuid()));

create function pgsodium.randombytes_buf(size integer) returns bytea volatile language sql
begin atomic
    select substr(string_agg(uuid_send(gen_random_uuid()), ''::bytea), 1, size) from generate_series(0, size / 16);
end;

create function pgsodium.randombytes_random() returns integer volatile language sql
return floor(random() * 2147483647)::integer;

create function pgsodium.randombytes_uniform(upper_bound integer) returns integer volatile language sql
return floor(random() * upper_bound)::integer;
