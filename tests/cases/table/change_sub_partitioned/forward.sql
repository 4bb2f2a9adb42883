alter table public.events detach partition public.events_a;
alter table public.events drop constraint events_pkey;
alter table public.events_a drop constraint events_a_pkey;
alter table public.events add column more text not null default ''::text;
alter table public.events_a add column more text constraint events_more_not_null not null default ''::text;
alter table public.events alter column n set default 7;
alter table public.events_a alter column n set default 2;
alter table public.events add constraint events_at_kind_n_key unique (at, kind, n);
alter table public.events_a add constraint events_a_at_kind_n_key unique (at, kind, n);
alter table public.events add constraint positive check (n > 0) not valid;
alter table public.events_a add constraint positive check (n > 0);
create index events_more_idx on public.events (more, lower(more));
create index hand_made on public.events_a (more, lower(more));
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_a for values in ('a', 'aa');

-- commit

alter table public.events validate constraint positive;
