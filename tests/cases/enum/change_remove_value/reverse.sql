alter type public.mood add value 'furious' before 'happy';
