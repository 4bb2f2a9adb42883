-- rename: the functions that make values of it keep the old name
alter type public.old_span rename to span;
comment on type public.span is 'Renamed';
