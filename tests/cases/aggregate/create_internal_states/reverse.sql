-- drop-object: whatever still uses aggregate public.discrete(double precision, anyelement) fails
drop aggregate public.discrete(double precision, anyelement);
-- drop-object: whatever still uses aggregate public.mean(numeric) fails
drop aggregate public.mean(numeric);
-- drop-object: whatever still uses aggregate public.place("any") fails
drop aggregate public.place("any");
