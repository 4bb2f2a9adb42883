-- The database, its schemas and the extensions a new project has.

-- the owner is what lets postgres write in public, whose owner is pg_database_owner
do $$ begin execute format('alter database %I owner to postgres', current_database()); end $$;

create schema auth authorization supabase_admin;
create schema storage authorization supabase_admin;
create schema realtime authorization supabase_admin;
create schema graphql authorization supabase_admin;
create schema graphql_public authorization supabase_admin;
create schema vault authorization supabase_admin;
create schema extensions authorization postgres;
create schema supabase_migrations authorization postgres;

grant usage on schema public to postgres, anon, authenticated, service_role;
grant usage on schema auth to postgres, anon, authenticated, service_role, dashboard_user;
grant all on schema auth to supabase_auth_admin;
grant usage on schema storage to postgres with grant option;
grant usage on schema storage to anon, authenticated, service_role, dashboard_user;
grant all on schema storage to supabase_storage_admin;
grant usage on schema realtime to postgres with grant option;
grant usage on schema realtime to anon, authenticated, service_role;
grant all on schema realtime to supabase_realtime_admin;
grant usage on schema graphql, graphql_public to postgres, anon, authenticated, service_role;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to dashboard_user;
grant usage on schema vault to postgres with grant option;
grant usage on schema vault to service_role;

create table supabase_migrations.schema_migrations (
    version text not null primary key,
    statements text[],
    name text
);
alter table supabase_migrations.schema_migrations owner to postgres;

-- extensions belong to the platform's superuser, whoever asks for them
set role supabase_admin;
create extension "uuid-ossp" with schema extensions;
create extension pgcrypto with schema extensions;

-- these are not in every build of PostgreSQL, and no schema depends on them to be loaded
do $$
declare
    wanted record;
begin
    for wanted in
        select name, schema
        from pg_available_extensions
        join (values ('pg_stat_statements', 'extensions'), ('supabase_vault', 'vault')) as w (name, schema) using (name)
    loop
        execute format('create extension %I with schema %I', wanted.name, wanted.schema);
    end loop;
end
$$;
reset role;
