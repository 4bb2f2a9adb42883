alter type public.mood add value 'furious' before 'sad';
alter type public.mood add value 'fine' before 'happy';
alter type public.mood add value 'thrilled';
