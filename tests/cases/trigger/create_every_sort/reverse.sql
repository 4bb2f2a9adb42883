drop trigger five on public.t;
drop trigger four on public.t;
drop trigger "odd ""six"" it's" on public.t;
drop trigger one on public.t;
drop trigger three on public.t;
drop trigger two on public.t;
