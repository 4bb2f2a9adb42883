alter type public.pair drop attribute b;
alter type public.pair add attribute label text;
