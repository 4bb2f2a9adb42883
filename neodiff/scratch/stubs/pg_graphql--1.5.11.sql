-- Stand-in for pg_graphql: every query is answered with nothing.

create sequence graphql.seq_schema_version as integer cycle;

create function graphql.resolve(
    query text, variables jsonb default '{}', "operationName" text default null, extensions jsonb default null
) returns jsonb language sql
return '{"data": null}'::jsonb;

create function graphql._internal_resolve(
    query text, variables jsonb default '{}', "operationName" text default null, extensions jsonb default null
) returns jsonb language sql
return '{"data": null}'::jsonb;

create function graphql.comment_directive(comment_ text) returns jsonb immutable language sql
return coalesce((regexp_match(comment_, '@graphql\((.+)\)'))[1]::jsonb, '{}');

create function graphql.exception(message text) returns text language plpgsql as $$
begin
    raise exception using errcode = '22000', message = message;
end
$$;

create function graphql.get_schema_version() returns integer security definer language sql as $$
    select last_value from graphql.seq_schema_version
$$;
