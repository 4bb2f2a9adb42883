comment on type public.span is null;
-- rename: the functions that make values of it keep the old name
alter type public.span rename to old_span;
