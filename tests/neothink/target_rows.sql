-- Rows for the tables that staging does not have yet, so that policies have something to give and to refuse.
-- Ids carry a letter group a table: 3 assessments, 4 questions, 5 attempts, 6 learning groups.

set role postgres;

-- u11 has an account and nothing else: no profile, no tenant.
insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000011', 'u11@example.org');

insert into public.guardian_relationships (guardian_id, ward_id, relationship_type, is_approved, approval_date) values
  ('00000000-0000-4000-8000-000000000007', '00000000-0000-4000-8000-000000000005', 'parent', true, now()),
  ('00000000-0000-4000-8000-000000000007', '00000000-0000-4000-8000-000000000006', 'parent', true, now()),
  ('00000000-0000-4000-8000-000000000009', '00000000-0000-4000-8000-000000000004', 'parent', false, null);

update public.profiles set display_name = full_name;

insert into public.subscriptions (
  user_id, tenant_id, plan_id, plan_name, status, current_period_start, current_period_end)
select v.user_id::uuid, t.id, 'monthly', 'Monthly', 'active', now(), now() + interval '1 month'
from (values ('00000000-0000-4000-8000-000000000004', 'hub'), ('00000000-0000-4000-8000-000000000008', 'immortals'))
  v (user_id, tenant)
join public.tenants t on t.slug = v.tenant;

insert into public.subscription_history (subscription_id, event_type, event_data)
select id, 'created', '{}' from public.subscriptions;

-- The system's types, the languages and the permissions are declared.
insert into public.content_types (name, slug, schema, tenant_id, is_system_type)
select 'Worksheet', t.slug || '-worksheet', '{"fields": []}', t.id, false
from public.tenants t where t.slug in ('ascenders', 'immortals');

insert into public.languages (code, name, is_active, is_default) values ('xx', 'Unused', false, false);

insert into public.content_translations (content_type, content_id, language_code, title, status, translator_id)
select 'module', m.id, l.code, m.title || ' in ' || l.code, case l.code when 'es' then 'published' else 'draft' end,
  case when m.platform = 'hub' then '00000000-0000-4000-8000-000000000010'::uuid end
from public.content_modules m
join public.languages l on l.code in ('en', 'es')
where m.is_published;

insert into public.assessments (id, tenant_id, title, assessment_type, is_published)
select format('30000000-0000-4000-8000-0000000000%s%s', right(t.id::text, 1), k)::uuid, t.id, t.slug || ' test', 'quiz', k = 1
from public.tenants t cross join generate_series(1, 2) k;

insert into public.assessment_questions (id, assessment_id, question_type, question_text, options, correct_answer)
select replace(a.id::text, '30000000', '40000000')::uuid, a.id, 'choice', 'Which?', '["a", "b"]', '"a"'
from public.assessments a;

insert into public.assessment_attempts (id, assessment_id, user_id, answers, attempt_number, completed_at)
select format('50000000-0000-4000-8000-0000000000%s', v.n)::uuid, a.id,
  v.user_id::uuid, '{"q": "b"}', 1, case when v.done then now() end
from (values
  ('42', 'immortals', '00000000-0000-4000-8000-000000000008', false),
  ('43', 'immortals', '00000000-0000-4000-8000-000000000009', true),
  ('22', 'ascenders', '00000000-0000-4000-8000-000000000002', false),
  ('15', 'hub', '00000000-0000-4000-8000-000000000005', false)) v (n, tenant, user_id, done)
join public.tenants t on t.slug = v.tenant
join public.assessments a on a.tenant_id = t.id and a.is_published;

-- u4 runs a group of hub in which u5 and u6 learn; u2, a stranger to hub, was put into it as well.
insert into public.learning_groups (id, tenant_id, name, join_code, facilitator_id)
select format('60000000-0000-4000-8000-0000000000%s1', right(t.id::text, 1))::uuid, t.id, t.slug || ' cohort', t.slug || '-code',
  case when t.slug = 'hub' then '00000000-0000-4000-8000-000000000004'::uuid end
from public.tenants t;

insert into public.learning_group_members (group_id, user_id)
select g.id, v.user_id::uuid
from (values
  ('hub', '00000000-0000-4000-8000-000000000005'), ('hub', '00000000-0000-4000-8000-000000000006'),
  ('hub', '00000000-0000-4000-8000-000000000002'), ('immortals', '00000000-0000-4000-8000-000000000008')) v (tenant, user_id)
join public.tenants t on t.slug = v.tenant
join public.learning_groups g on g.tenant_id = t.id;

insert into public.learning_group_content (group_id, content_type, content_id)
select g.id, 'module', m.id
from public.learning_groups g
join public.tenants t on t.id = g.tenant_id
join public.content_modules m on m.platform = t.slug and m.is_published;

-- Two events of yesterday on every tenant's module by each of two people, at both ends of the day in UTC so that no other
-- time zone has them on one day, and one of today that a summary leaves out.
insert into public.content_engagement (user_id, content_type, content_id, event_type, occurred_at)
select u.id::uuid, 'module', m.id, e.type, (current_date + e.at) at time zone 'UTC'
from public.content_modules m
cross join (values ('00000000-0000-4000-8000-000000000004'), ('00000000-0000-4000-8000-000000000008')) u (id)
cross join (values ('view', interval '-23 hours'), ('complete', interval '-1 hour'), ('view', interval '0')) e (type, at)
where m.is_published;

reset role;
