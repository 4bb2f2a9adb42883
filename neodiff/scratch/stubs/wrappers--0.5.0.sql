-- Stand-in for wrappers: its foreign data wrappers can be declared with any options; their tables cannot be read.

-- a handler must be written in C: file_fdw's, from PostgreSQL's own contrib, never runs as long as nobody reads

create function airtable_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function airtable_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function airtable_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'airtable', '0', null::text, null::text;
end;

create function auth0_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function auth0_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function auth0_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'auth0', '0', null::text, null::text;
end;

create function big_query_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function big_query_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function big_query_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'big_query', '0', null::text, null::text;
end;

create function click_house_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function click_house_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function click_house_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'click_house', '0', null::text, null::text;
end;

create function cognito_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function cognito_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function cognito_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'cognito', '0', null::text, null::text;
end;

create function firebase_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function firebase_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function firebase_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'firebase', '0', null::text, null::text;
end;

create function hello_world_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function hello_world_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function hello_world_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'hello_world', '0', null::text, null::text;
end;

create function iceberg_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function iceberg_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function iceberg_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'iceberg', '0', null::text, null::text;
end;

create function logflare_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function logflare_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function logflare_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'logflare', '0', null::text, null::text;
end;

create function mssql_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function mssql_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function mssql_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'mssql', '0', null::text, null::text;
end;

create function redis_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function redis_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function redis_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'redis', '0', null::text, null::text;
end;

create function s3_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function s3_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function s3_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 's3', '0', null::text, null::text;
end;

create function stripe_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function stripe_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function stripe_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'stripe', '0', null::text, null::text;
end;

create function wasm_fdw_handler() returns fdw_handler strict language c
as '$libdir/file_fdw', 'file_fdw_handler';

create function wasm_fdw_validator(options text[], catalog oid) returns void language plpgsql as $$
begin
    return;
end
$$;

create function wasm_fdw_meta()
returns table (name text, version text, author text, website text) strict language sql
begin atomic
    select 'wasm', '0', null::text, null::text;
end;

create table wrappers_fdw_stats (
    fdw_name text primary key,
    create_times bigint,
    rows_in bigint,
    rows_out bigint,
    bytes_in bigint,
    bytes_out bigint,
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
