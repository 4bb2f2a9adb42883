create statistics public.alone on (date_trunc('day'::text, (at AT TIME ZONE 'UTC'::text))) from public."Odd ""T""";
create statistics public.plain on id, n from public."Odd ""T""";
create statistics public."wei""rd %s; --" (ndistinct, mcv) on "Na me", (lower("Na me")), (n + 1) from public."Odd ""T""";
alter statistics public."wei""rd %s; --" set statistics 500;
comment on statistics public."wei""rd %s; --" is E'it''s \\ odd';
create statistics other.elsewhere (dependencies) on id, n from public."Odd ""T""";
alter statistics other.elsewhere owner to boss;
create statistics public.of_view on id, n from public.m;
