alter table public.events detach partition public.events_a;
drop index public.hand_made;
alter table public.events drop constraint positive;
alter table public.events_a drop constraint positive;
alter table public.events drop constraint events_at_kind_n_key;
alter table public.events_a drop constraint events_a_at_kind_n_key;
alter table public.events alter column n drop default;
-- drop-column: all values of public.events_a.more are lost
alter table public.events_a drop column more;
-- drop-column: all values of public.events.more are lost
alter table public.events drop column more;
alter table public.events_a alter column n set default 1;
alter table public.events add constraint events_pkey primary key (kind, at);
alter table public.events_a add constraint events_a_pkey primary key (kind, at);
-- scan: all its rows are read, and other sessions wait meanwhile
alter table public.events attach partition public.events_a for values in ('a');
