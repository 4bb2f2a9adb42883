-- The rows of staging. Ids that tests name are fixed: users end in their number (u7 = ...0007), tenants, modules and
-- the like carry a letter group of their own; everything else takes its default.

set role postgres;

insert into auth.users (id, email)
select format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid, format('u%s@example.org', n)
from generate_series(1, 10) n;

insert into public.tenants (id, name, slug, description, settings, branding, status) values
  ('10000000-0000-4000-8000-000000000001', 'Neothink Hub', 'hub', 'go.neothink.io', null, '{}', 'active'),
  ('10000000-0000-4000-8000-000000000002', 'Ascenders', 'ascenders', 'www.joinascenders.org', null,
    '{"colors": {"primary": "#123456"}}', 'active'),
  ('10000000-0000-4000-8000-000000000003', 'Neothinkers', 'neothinkers', 'www.joinneothinkers.org', '{}', '{}', 'active'),
  ('10000000-0000-4000-8000-000000000004', 'Immortals', 'immortals', 'www.joinimmortals.org', '{}', '{}', 'active');

insert into public.tenant_roles (tenant_id, name, slug, role_category, priority)
select t.id, initcap(r.slug), r.slug, r.category, r.priority
from public.tenants t
cross join (values ('admin', 'staff', 100), ('editor', 'staff', 50), ('viewer', 'member', 10)) r (slug, category, priority);

-- Who is who: u1 admin everywhere, u2 and u3 editors of one tenant each, u4 to u10 viewers of hub, u8 to u10 also of immortals.
insert into public.tenant_users (tenant_id, user_id, tenant_role_id)
select t.id, u.id, r.id
from (
  values (1, 'hub', 'admin'), (1, 'ascenders', 'admin'), (1, 'neothinkers', 'admin'), (1, 'immortals', 'admin'),
    (2, 'ascenders', 'editor'), (3, 'neothinkers', 'editor'),
    (4, 'hub', 'viewer'), (5, 'hub', 'viewer'), (6, 'hub', 'viewer'), (7, 'hub', 'viewer'),
    (8, 'hub', 'viewer'), (9, 'hub', 'viewer'), (10, 'hub', 'viewer'),
    (8, 'immortals', 'viewer'), (9, 'immortals', 'viewer'), (10, 'immortals', 'viewer')
) m (n, tenant, role)
join public.tenants t on t.slug = m.tenant
join public.tenant_roles r on r.tenant_id = t.id and r.slug = m.role
join auth.users u on u.email = format('u%s@example.org', m.n);

-- The one permission that was there before the plan: whatever replaces rows must leave it alone.
insert into public.permissions (name, slug, description, resource_type)
values ('Legacy Export', 'legacy:export', 'Can use the old export', 'data');

insert into public.role_permissions (tenant_role_id, permission_id)
select r.id, p.id from public.tenant_roles r cross join public.permissions p
where r.slug = 'admin' and p.slug = 'legacy:export';

-- u5 and u6 are minors and u7 is their guardian; staging has no table to say so yet, and the flag is not set.
insert into public.profiles (id, email, full_name, bio, is_ascender, is_neothinker, is_immortal, platforms)
select u.id, u.email, 'User ' || n, case when n in (5, 6) then 'A minor; u7 is the guardian' else 'Biography of user ' || n end,
  n in (1, 2), n in (1, 3), n in (1, 8, 9, 10),
  (select array_agg(t.slug order by t.slug) from public.tenant_users m join public.tenants t on t.id = m.tenant_id
   where m.user_id = u.id)
from generate_series(1, 10) n
join auth.users u on u.email = format('u%s@example.org', n);

insert into public.content_modules (id, platform, title, order_index, is_published)
select format('20000000-0000-4000-8000-0000000000%s%s', t.n, k)::uuid, t.slug,
  format('%s module %s', t.slug, k), k, k = 1
from (select slug, row_number() over (order by id) n from public.tenants) t
cross join generate_series(1, 2) k;

insert into public.lessons (module_id, title, content, order_index, is_published)
select m.id, format('%s, lesson %s', m.title, k), 'Text', k, k = 1
from public.content_modules m cross join generate_series(1, 2) k;

insert into public.resources (platform, title, resource_type, url, is_published)
select t.slug, format('%s resource %s', t.slug, k), 'link', 'https://example.org/' || t.slug, k = 1
from public.tenants t cross join generate_series(1, 2) k;

insert into public.content_categories (name, slug) values ('Essays', 'essays'), ('Talks', 'talks');

insert into public.shared_content (title, slug, content, category_id, author_id, is_published)
select v.title, v.slug, '{"blocks": []}', c.id, '00000000-0000-4000-8000-000000000002', v.published
from (values ('Welcome', 'welcome', true), ('Draft for all', 'draft-for-all', false)) v (title, slug, published)
join public.content_categories c on c.slug = 'essays';

insert into public.content_versions (content_type, content_id, version_number, title, created_by, status)
select 'module', m.id, 1, m.title, '00000000-0000-4000-8000-000000000001', 'approved'
from public.content_modules m;

insert into public.learning_progress (user_id, content_type, content_id, status, progress_percentage)
select tu.user_id, 'module', m.id, 'in_progress', 40
from public.tenant_users tu
join public.tenants t on t.id = tu.tenant_id
join public.content_modules m on m.platform = t.slug and m.is_published
where tu.user_id <> '00000000-0000-4000-8000-000000000001';

-- One entry for all members and one private one by every member in each tenant.
insert into public.activity_feed (user_id, platform, activity_type, visibility)
select tu.user_id, t.slug, 'joined', v.visibility
from public.tenant_users tu
join public.tenants t on t.id = tu.tenant_id
cross join (values ('public'), ('private')) v (visibility);

insert into public.social_interactions (user_id, activity_id, interaction_type, comment_text)
select a.user_id, a.id, 'comment', 'Hello from ' || a.platform
from public.activity_feed a;

insert into public.analytics_summaries (platform, summary_type, time_period, start_date, end_date, metrics)
select p.platform, 'visits', 'daily', date '2025-05-01', date '2025-05-01', '{"visits": 12}'
from (select slug as platform from public.tenants union all select 'all') p;

insert into public.audit_logs (user_id, action, entity_type, entity_id, new_data)
select '00000000-0000-4000-8000-000000000001'::uuid, 'tenant.updated', 'tenant', t.id, '{"status": "active"}'::jsonb
from public.tenants t
union all
select '00000000-0000-4000-8000-000000000009', 'profile.updated', 'profile', '00000000-0000-4000-8000-000000000009', null;

reset role;
