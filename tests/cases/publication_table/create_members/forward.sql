create table public.new (
    id integer
);
alter publication p add table public."Odd ""T""" (id, "n; --") where ((id > 0) AND ("n; --" <> 'it''s'::text));
alter publication p add table public.new;
