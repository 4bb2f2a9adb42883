alter type public.state add value 'gone';
