create or replace language "Pl ""odd""; --" handler public.runs;
comment on language "Pl ""odd""; --" is 'it''s';
create or replace trusted language plours handler public.runs inline public.runs_do validator public.checks;
alter language plours owner to keeper;
revoke usage on language plours from public;
grant usage on language plours to reader with grant option;
comment on language plours is 'Ours';
create or replace function public.also_called()
returns integer
language "Pl ""odd""; --"
as $$begin return 2; end$$;
create or replace function public.called()
returns integer
language plours
as $$begin return 1; end$$;
