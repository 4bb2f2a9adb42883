-- Stand-in for pg_tle: extensions installed through it are remembered by name only.

create table pgtle.installed (
    name text primary key,
    version text not null,
    description text,
    script text,
    requires text[]
);

create function pgtle.install_extension(
    name text, version text, description text, ext text, requires text[] default null
) returns boolean language sql as $$
    insert into pgtle.installed values (name, version, description, ext, requires)
    on conflict (name) do update set version = excluded.version, script = excluded.script
    returning true
$$;

create function pgtle.install_extension_version_sql(name text, version text, ext text) returns boolean
language sql as $$
    insert into pgtle.installed (name, version, script) values (name, version, ext)
    on conflict (name) do update set version = excluded.version, script = excluded.script
    returning true
$$;

create function pgtle.uninstall_extension(extname text) returns boolean language sql as $$
    delete from pgtle.installed where name = extname returning true
$$;

create function pgtle.uninstall_extension_if_exists(extname text) returns boolean language sql as $$
    with gone as (delete from pgtle.installed where name = extname returning 1) select exists (select from gone)
$$;

create function pgtle.available_extensions(out name name, out default_version text, out comment text)
returns setof record stable strict language sql as $$
    select name::name, version, description from pgtle.installed
$$;
