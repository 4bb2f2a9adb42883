alter table public.t alter column a set default 'it''s
 \ %s $$'::text;
alter table public.t alter column b set default 'null'::text;
alter table public.t alter column c set default '{"a": [1, ":b"]}'::jsonb;
alter table public.t alter column d set default ARRAY['a'::text, 'b c'::text];
alter table public.t alter column e set default '1 day'::interval;
alter table public.t alter column f set default '\x00ff'::bytea;
