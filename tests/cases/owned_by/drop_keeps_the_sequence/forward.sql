alter sequence public.s owned by none;
