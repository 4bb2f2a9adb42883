-- drop-object: whatever still uses function public.called() fails
drop function public.called();
-- drop-object: whatever still uses function public.checks(oid) fails
drop function public.checks(oid);
-- drop-object: whatever still uses function public.runs_do(internal) fails
drop function public.runs_do(internal);
-- drop-object: whatever still uses language plours fails
drop language plours;
-- drop-object: whatever still uses function public.runs() fails
drop function public.runs();
create table public.u (
    id integer
);
