-- drop-table: all rows of public.u are lost
drop table public.u;
create or replace function public.checks(oid)
returns void
language c
as '$libdir/plpgsql', 'plpgsql_validator';
create or replace function public.runs()
returns language_handler
language c
as '$libdir/plpgsql', 'plpgsql_call_handler';
create or replace language plours handler public.runs;
alter language plours owner to keeper;
comment on language plours is 'Gone';
create or replace function public.called()
returns integer
language plours
as $$begin return 1; end$$;
create or replace function public.runs_do(internal)
returns void
language c
as '$libdir/plpgsql', 'plpgsql_inline_handler';
