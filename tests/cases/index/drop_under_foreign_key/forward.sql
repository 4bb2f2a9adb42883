alter table public.other drop constraint other_a_fkey;
drop index public."only";
drop index public.plain;
