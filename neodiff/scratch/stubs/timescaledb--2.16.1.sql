-- Stand-in for the part of timescaledb that schemas call: time_bucket() is real, hypertables stay plain tables.

create function time_bucket(bucket_width interval, ts timestamptz) returns timestamptz
immutable strict parallel safe language sql return date_bin(bucket_width, ts, timestamptz '2000-01-03 00:00:00+00');

create function time_bucket(bucket_width interval, ts timestamp) returns timestamp
immutable strict parallel safe language sql return date_bin(bucket_width, ts, timestamp '2000-01-03 00:00:00');

create function time_bucket(bucket_width interval, ts date) returns date
immutable strict parallel safe language sql
return date_bin(bucket_width, ts::timestamp, timestamp '2000-01-03 00:00:00')::date;

create function create_hypertable(
    relation regclass,
    time_column_name name,
    partitioning_column name default null,
    number_partitions integer default null,
    associated_schema_name name default null,
    associated_table_prefix name default null,
    chunk_time_interval anyelement default null::bigint,
    create_default_indexes boolean default true,
    if_not_exists boolean default false,
    partitioning_func regproc default null,
    migrate_data boolean default false,
    chunk_target_size text default null,
    chunk_sizing_func regproc default null,
    time_partitioning_func regproc default null
) returns table (hypertable_id integer, schema_name name, table_name name, created boolean) volatile
language plpgsql as $$
begin
    return query
    select 1, n.nspname, c.relname, true
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where c.oid = relation;
end
$$;
