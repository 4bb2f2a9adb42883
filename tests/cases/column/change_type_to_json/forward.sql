alter table public.t alter column many type jsonb using to_jsonb(many);
alter table public.t alter column mood type json using to_json(mood);
alter table public.t alter column one type jsonb using to_jsonb(one);
alter table public.t alter column "when" type jsonb using to_jsonb("when");
