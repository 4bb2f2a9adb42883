alter type public.mood rename value 'glad' to 'happy';
