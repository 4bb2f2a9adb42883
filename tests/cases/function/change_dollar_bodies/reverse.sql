-- drop-object: whatever still uses procedure public.p(text) fails
drop procedure public.p(text);
create or replace function public.f()
returns text
language plpgsql
as $function$begin return $$ a $$; end$function$;
