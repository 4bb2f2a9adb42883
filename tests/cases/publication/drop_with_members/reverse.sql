create publication "goes; --"
for table public.t, public.u (id)
with (publish = 'update, delete');
comment on publication "goes; --" is 'x';
