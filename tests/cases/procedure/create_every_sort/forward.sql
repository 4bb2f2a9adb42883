create or replace procedure public.plain(a integer, out c text, inout b text default 'x'::text)
language plpgsql
security definer
set search_path to ''
as $$begin b := a::text; end$$;
revoke execute on procedure public.plain(integer, text) from public;
grant execute on procedure public.plain(integer, text) to reader;
comment on procedure public.plain(integer, text) is 'why';
create table public.t (
    id integer
);
create or replace procedure public.atomic(a integer)
language sql
BEGIN ATOMIC
 INSERT INTO public.t (id)
   VALUES (atomic.a);
 DELETE FROM public.t
   WHERE (t.id = atomic.a);
END;
