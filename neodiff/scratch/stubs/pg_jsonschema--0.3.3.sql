-- Stand-in for pg_jsonschema: every document is valid, so rows that live accepts are accepted here.

create function json_matches_schema(schema json, instance json) returns boolean
immutable strict parallel safe language sql return true;

create function jsonb_matches_schema(schema json, instance jsonb) returns boolean
immutable strict parallel safe language sql return true;

create function jsonschema_is_valid(schema json) returns boolean
immutable strict parallel safe language sql return true;

create function jsonschema_validation_errors(schema json, instance json) returns text[]
immutable strict parallel safe language sql return '{}'::text[];
