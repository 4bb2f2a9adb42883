-- drop-object: whatever still uses function public.also_called() fails
drop function public.also_called();
-- drop-object: whatever still uses function public.called() fails
drop function public.called();
-- drop-object: whatever still uses language Pl "odd"; -- fails
drop language "Pl ""odd""; --";
-- drop-object: whatever still uses language plours fails
drop language plours;
