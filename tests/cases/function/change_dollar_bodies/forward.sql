create or replace function public.f()
returns text
language plpgsql
as $function2$begin
  -- $function$ and $body$, $1 % \ :name 'it''s
  return $$ a $$ || $body$ b $body$ || $function$ c $function$;
end
$function2$;
create or replace procedure public.p(a text)
language sql
as $function$select '$$', $1 -- the end$function$;
