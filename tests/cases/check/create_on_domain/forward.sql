alter domain public.positive add constraint above check (VALUE > 0);
alter domain public.positive add constraint below check (VALUE < 10) not valid;
comment on constraint below on domain public.positive is 'why';
