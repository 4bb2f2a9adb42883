alter type public.old_span rename to span;
comment on type public.span is 'Renamed';
