alter type public.mood add value 'furious' before 'sad';
alter type public.mood add value 'fine' before 'happy';
alter type public.mood add value 'thrilled';

-- commit

drop view public.ages;
alter table public.elders alter column age type bigint;
create view public.ages as
SELECT age
   FROM public.elders;
