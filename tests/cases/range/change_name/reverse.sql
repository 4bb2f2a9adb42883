comment on type public.span is null;
alter type public.span rename to old_span;
