alter type public.pair drop attribute label;
alter type public.pair add attribute b text;
