-- Stand-in for pg_net: requests are queued and never sent.

create schema net;

create domain net.http_method as text check (lower(value) in ('get', 'post', 'delete'));
create type net.request_status as enum ('PENDING', 'SUCCESS', 'ERROR');
create type net.http_response as (status_code integer, headers jsonb, body text);
create type net.http_response_result as (status net.request_status, message text, response net.http_response);

create unlogged table net.http_request_queue (
    id bigserial,
    method net.http_method not null,
    url text not null,
    headers jsonb,
    body bytea,
    timeout_milliseconds integer not null
);

create unlogged table net._http_response (
    id bigint,
    status_code integer,
    content_type text,
    headers jsonb,
    content text,
    timed_out boolean,
    error_msg text,
    created timestamptz not null default now()
);
create index on net._http_response (created);

create function net._urlencode_string(string varchar) returns text immutable strict language sql
begin atomic
    select coalesce(string_agg(
        case
            when letter ~ '[A-Za-z0-9_.~-]' then letter
            else upper(regexp_replace(encode(convert_to(letter, 'UTF8'), 'hex'), '(..)', '%\1', 'g'))
        end, '' order by place
    ), '')
    from unnest(string_to_array(string, null)) with ordinality as letters (letter, place);
end;

create function net._encode_url_with_params_array(url text, params_array text[]) returns text
immutable strict language sql
return url || case when cardinality(params_array) > 0 then '?' || array_to_string(params_array, '&') else '' end;

create function net.http_get(
    url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000
) returns bigint strict volatile parallel safe security definer language sql as $$
    insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
    values (
        'GET',
        net._encode_url_with_params_array(url, array(
            select net._urlencode_string(key) || '=' || net._urlencode_string(value) from jsonb_each_text(params)
        )),
        headers,
        timeout_milliseconds
    )
    returning id
$$;

create function net.http_post(
    url text,
    body jsonb default '{}',
    params jsonb default '{}',
    headers jsonb default '{"Content-Type": "application/json"}',
    timeout_milliseconds integer default 5000
) returns bigint volatile parallel safe security definer language sql as $$
    insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
    values (
        'POST',
        net._encode_url_with_params_array(url, array(
            select net._urlencode_string(key) || '=' || net._urlencode_string(value) from jsonb_each_text(params)
        )),
        headers,
        convert_to(body::text, 'UTF8'),
        timeout_milliseconds
    )
    returning id
$$;

create function net.http_delete(
    url text,
    params jsonb default '{}',
    headers jsonb default '{}',
    timeout_milliseconds integer default 5000,
    body jsonb default null
) returns bigint volatile parallel safe security definer language sql as $$
    insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
    values (
        'DELETE',
        net._encode_url_with_params_array(url, array(
            select net._urlencode_string(key) || '=' || net._urlencode_string(value) from jsonb_each_text(params)
        )),
        headers,
        convert_to(body::text, 'UTF8'),
        timeout_milliseconds
    )
    returning id
$$;

create function net._await_response(request_id bigint) returns boolean volatile parallel safe strict language sql
return false;

create function net.http_collect_response(request_id bigint, async boolean default true)
returns net.http_response_result strict volatile parallel safe language sql
return row ('PENDING', 'request is pending processing', null)::net.http_response_result;

create function net.check_worker_is_up() returns void language sql
begin atomic
end;

create function net.worker_restart() returns boolean language sql
return true;

grant usage on schema net to public;
