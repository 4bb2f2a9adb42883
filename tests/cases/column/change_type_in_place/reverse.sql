alter table public.t alter column e drop default;
alter table public.t alter column f drop default;
alter table public.t alter column a type integer;
alter table public.t alter column b type character varying(10);
alter table public.t alter column c type text;
alter table public.t alter column d type timestamp without time zone;
-- lose-values: public.t.e: numeric to integer rounds
alter table public.t alter column e type integer;
alter table public.t alter column f type text;
alter table public.t alter column g type text[] using g::text[];
alter table public.t alter column e set default 3;
alter table public.t alter column f set default '1'::text;
