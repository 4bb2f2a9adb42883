-- Stand-in for hypopg: no index is ever imagined.

create function hypopg_reset() returns void language sql
begin atomic
end;

create function hypopg_reset_index() returns void language sql
begin atomic
end;

create function hypopg_create_index(sql_order text, out indexrelid oid, out indexname text) returns setof record
strict volatile language sql
begin atomic
    select null::oid, null::text where false;
end;

create function hypopg_drop_index(indexid oid) returns boolean strict volatile language sql
return false;

create function hypopg_relation_size(indexid oid) returns bigint stable strict language sql
return 0::bigint;

create view hypopg_list_indexes as
select null::oid as indexrelid, null::text as index_name, null::name as schema_name, null::name as table_name,
    null::name as am_name
where false;
