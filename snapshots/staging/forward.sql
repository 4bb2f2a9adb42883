-- Purpose: takes staging to what the schema folder declares.
-- Affected objects:
--   schema to create: private
--   functions to create: private.admin_tenants(), private.assessment_answer_keys(),
--     private.content_kind(text), private.contents_allowing(text), private.guard_attempt(),
--     private.is_hub_admin(), private.is_tenant_admin(uuid), private.joined_groups(),
--     private.led_groups(), private.managed_people(), private.member_profiles(),
--     private.my_platforms(), private.my_tenants(), private.my_wards(), private.own_email(),
--     private.platforms_allowing(text), private.readable_contents(), private.sync_is_guardian(),
--     private.tenants_allowing(text), private.viewable_people(),
--     public.aggregate_daily_engagement(), public.refresh_materialized_views(),
--     public.update_profile_completion()
--   tables to create: public.assessment_attempts, public.assessment_questions, public.assessments,
--     public.content_engagement, public.content_translations, public.content_types,
--     public.guardian_relationships, public.languages, public.learning_group_content,
--     public.learning_group_members, public.learning_groups, public.subscription_history,
--     public.subscriptions
--   views to create: public.assessment_answer_keys, public.engagement_metrics,
--     public.member_profiles
--   materialized view to create: public.user_platform_access
--   tables to change: public.activity_feed, public.analytics_summaries, public.audit_logs,
--     public.content_categories, public.content_modules, public.content_versions,
--     public.learning_progress, public.lessons, public.permissions, public.profiles,
--     public.resources, public.role_permissions, public.shared_content, public.social_interactions,
--     public.tenant_roles, public.tenant_users, public.tenants
--   rows to insert: public.content_types (4), public.languages (5), public.permissions (14),
--     public.role_permissions (88)
--   rows to update: public.tenants (4)
-- Special considerations:
--   31 units, each committed by itself: when one fails, those before it stay; what `neodiff diff`
--     then gives does the rest
--   medium risk (running clients may fail, access changes); downtime needed: no
--   the order of columns differs from the declaration's in public.profiles
--   extensions that the proof had only a stub of: pgcrypto, uuid-ossp
--   table public.tenants: 1 row has other values in branding than declared, and what was applied
--     before is not known: theirs are kept
-- Proof: proven forward and reverse on PostgreSQL 18.6 (live is 15): facts, pg_dump, migra, rows
--   agree.

\set ON_ERROR_STOP on
set client_encoding = 'UTF8';
set standard_conforming_strings = on;
set lock_timeout = '5s';
set check_function_bodies = off;
set search_path = '';
set row_security = off;
set timezone = 'UTC';
set datestyle = 'ISO';
set intervalstyle = 'postgres';
set extra_float_digits = 1;
set bytea_output = 'hex';

-- Unit 1 of 31

begin;

-- 1/297 create schema private
--   grants to authenticated
create schema private;
grant usage on schema private to authenticated;
comment on schema private is 'Helpers of row-level security and triggers; not exposed by the API';

-- 2/297 create function private.content_kind(text)
--   language sql, immutable, parallel safe, set search_path = '', grants to authenticated
create or replace function private.content_kind(p_content_type text)
returns text
language sql
immutable parallel safe
set search_path to ''
as $$select regexp_replace(rtrim(lower(p_content_type), 's'), '^content_', '')
$$;
revoke execute on function private.content_kind(text) from public;
grant execute on function private.content_kind(text) to authenticated;
comment on function private.content_kind(text) is 'Kind that a content_type stands for (module, lesson, resource, shared_content, assessment)';

-- 3/297 create function private.guard_attempt()
--   language plpgsql, set search_path = ''
create or replace function private.guard_attempt()
returns trigger
language plpgsql
set search_path to ''
as $$begin
  if current_user not in ('anon', 'authenticated') then
    return new;
  end if;
  if old.user_id = (select auth.uid()) then
    if (new.score, new.passed) is distinct from (old.score, old.passed) then
      raise exception 'score and passed of an attempt are set by others than the learner'
        using errcode = 'insufficient_privilege';
    end if;
  elsif (new.answers, new.completed_at, new.time_spent_minutes)
      is distinct from (old.answers, old.completed_at, old.time_spent_minutes) then
    raise exception 'answers, completed_at and time_spent_minutes of an attempt are set by the learner'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
revoke execute on function private.guard_attempt() from public;
comment on function private.guard_attempt() is 'Learners do not grade themselves, and staff do not change what a learner handed in';

-- 4/297 create function private.own_email()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.own_email()
returns text
language sql
stable security definer
set search_path to ''
as $$select u.email::text
from auth.users u
where u.id = (select auth.uid())
$$;
revoke execute on function private.own_email() from public;
grant execute on function private.own_email() to authenticated;
comment on function private.own_email() is 'E-mail address with which the signed-in person is registered';

-- 5/297 create function public.update_profile_completion()
--   language plpgsql, set search_path = ''
create or replace function public.update_profile_completion()
returns trigger
language plpgsql
set search_path to ''
as $$begin
  new.profile_completed := new.full_name is not null
    and new.avatar_url is not null
    and new.bio is not null
    and new.display_name is not null;
  return new;
end
$$;
revoke execute on function public.update_profile_completion() from anon, authenticated, public, service_role;
comment on function public.update_profile_completion() is 'A profile is complete once it has names, picture and biography';

-- 6/297 change table public.activity_feed
--   options: (none) -> autovacuum_vacuum_scale_factor = 0.05
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.activity_feed
alter table public.activity_feed set (autovacuum_vacuum_scale_factor = '0.05');
alter table public.activity_feed enable row level security;

-- 7/297 change table public.analytics_summaries
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.analytics_summaries
alter table public.analytics_summaries enable row level security;

-- 8/297 create table public.assessment_attempts
--   12 columns, primary key, row-level security, grants to authenticated, service_role
create table public.assessment_attempts (
    id uuid not null default extensions.uuid_generate_v4(),
    assessment_id uuid not null,
    user_id uuid not null,
    started_at timestamp with time zone default now(),
    completed_at timestamp with time zone,
    score integer,
    passed boolean,
    time_spent_minutes integer,
    answers jsonb,
    attempt_number integer not null,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint assessment_attempts_pkey primary key (id)
);
alter table public.assessment_attempts enable row level security;
revoke all on table public.assessment_attempts from anon;
revoke update, delete, truncate, references, trigger on table public.assessment_attempts from authenticated;
grant update (answers) on table public.assessment_attempts to authenticated;
grant update (completed_at) on table public.assessment_attempts to authenticated;
grant update (passed) on table public.assessment_attempts to authenticated;
grant update (score) on table public.assessment_attempts to authenticated;
grant update (time_spent_minutes) on table public.assessment_attempts to authenticated;
grant update (updated_at) on table public.assessment_attempts to authenticated;
comment on table public.assessment_attempts is 'What a learner answered, and what it was worth';

-- 9/297 create table public.assessment_questions
--   10 columns, primary key, row-level security, grants to authenticated, service_role
create table public.assessment_questions (
    id uuid not null default extensions.uuid_generate_v4(),
    assessment_id uuid not null,
    question_type text not null,
    question_text text not null,
    options jsonb,
    correct_answer jsonb,
    points integer default 1,
    order_index integer,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint assessment_questions_pkey primary key (id)
);
alter table public.assessment_questions enable row level security;
revoke all on table public.assessment_questions from anon;
revoke select, truncate, references, trigger on table public.assessment_questions from authenticated;
grant select (assessment_id) on table public.assessment_questions to authenticated;
grant select (created_at) on table public.assessment_questions to authenticated;
grant select (id) on table public.assessment_questions to authenticated;
grant select (options) on table public.assessment_questions to authenticated;
grant select (order_index) on table public.assessment_questions to authenticated;
grant select (points) on table public.assessment_questions to authenticated;
grant select (question_text) on table public.assessment_questions to authenticated;
grant select (question_type) on table public.assessment_questions to authenticated;
grant select (updated_at) on table public.assessment_questions to authenticated;
comment on table public.assessment_questions is 'Questions of an assessment';
comment on column public.assessment_questions.correct_answer is 'Read through view assessment_answer_keys';

-- 10/297 create table public.assessments
--   12 columns, primary key, row-level security, grants to authenticated, service_role
create table public.assessments (
    id uuid not null default extensions.uuid_generate_v4(),
    tenant_id uuid not null,
    title text not null,
    description text,
    assessment_type text not null,
    passing_score integer,
    time_limit_minutes integer,
    attempts_allowed integer,
    is_published boolean default false,
    created_by uuid,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint assessments_pkey primary key (id)
);
alter table public.assessments enable row level security;
revoke all on table public.assessments from anon;
revoke truncate, references, trigger on table public.assessments from authenticated;
comment on table public.assessments is 'Tests of what was learned';

-- 11/297 change table public.audit_logs
--   options: (none) -> autovacuum_vacuum_scale_factor = 0.05
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.audit_logs
alter table public.audit_logs set (autovacuum_vacuum_scale_factor = '0.05');
alter table public.audit_logs enable row level security;

-- 12/297 change table public.content_categories
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.content_categories
alter table public.content_categories enable row level security;

-- 13/297 create table public.content_engagement
--   9 columns, primary key, options autovacuum_vacuum_scale_factor = 0.05, row-level security,
--     grants to authenticated, service_role
create table public.content_engagement (
    id uuid not null default extensions.uuid_generate_v4(),
    user_id uuid not null,
    content_type text not null,
    content_id uuid not null,
    event_type text not null,
    event_data jsonb,
    session_id uuid,
    device_info jsonb,
    occurred_at timestamp with time zone default now(),
    constraint content_engagement_pkey primary key (id)
) with (autovacuum_vacuum_scale_factor = '0.05');
alter table public.content_engagement enable row level security;
revoke all on table public.content_engagement from anon;
revoke update, delete, truncate, references, trigger on table public.content_engagement from authenticated;
comment on table public.content_engagement is 'What people do with content, event by event';

-- 14/297 create function public.aggregate_daily_engagement()
--   language plpgsql, set search_path = '', TimeZone = 'UTC', grants to service_role
create or replace function public.aggregate_daily_engagement()
returns void
language plpgsql
set search_path to ''
set "TimeZone" to 'UTC'
as $$begin
  insert into public.analytics_summaries as s (platform, summary_type, time_period, start_date, end_date, metrics)
  with events as (
    select e.user_id, e.content_type, e.event_type
    from public.content_engagement e
    where e.occurred_at >= current_date - 1
      and e.occurred_at < current_date
  )
  select 'all', 'engagement', 'daily', current_date - 1, current_date - 1,
    jsonb_build_object(
      'total_events', count(*),
      'unique_users', count(distinct ev.user_id),
      'content_types', (
        select jsonb_object_agg(c.content_type, c.n)
        from (select content_type, count(*) as n from events group by content_type) c),
      'event_types', (
        select jsonb_object_agg(t.event_type, t.n)
        from (select event_type, count(*) as n from events group by event_type) t))
  from events ev
  having count(*) > 0
  on conflict (platform, summary_type, time_period, start_date, end_date)
    where platform = 'all' and summary_type = 'engagement'
  do update set metrics = excluded.metrics, updated_at = now()
  where s.metrics is distinct from excluded.metrics;
end
$$;
revoke execute on function public.aggregate_daily_engagement() from anon, authenticated, public;
comment on function public.aggregate_daily_engagement() is 'Writes yesterday''s engagement of all tenants into analytics_summaries; run it daily';

-- 15/297 change table public.content_modules
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.content_modules
alter table public.content_modules enable row level security;

-- 16/297 create table public.content_translations
--   12 columns, primary key, 1 unique, row-level security, grants to authenticated, service_role
create table public.content_translations (
    id uuid not null default extensions.uuid_generate_v4(),
    content_type text not null,
    content_id uuid not null,
    language_code text not null,
    title text,
    description text,
    content text,
    metadata jsonb,
    translator_id uuid,
    status text default 'draft'::text,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint content_translations_pkey primary key (id),
    constraint content_translations_content_type_content_id_language_code_key unique (content_type, content_id, language_code)
);
alter table public.content_translations enable row level security;
revoke all on table public.content_translations from anon;
revoke truncate, references, trigger on table public.content_translations from authenticated;
comment on table public.content_translations is 'Content in other languages';

-- 17/297 create table public.content_types
--   9 columns, primary key, 1 unique, row-level security, grants to authenticated, service_role
create table public.content_types (
    id uuid not null default extensions.uuid_generate_v4(),
    name text not null,
    slug text not null,
    description text,
    schema jsonb not null,
    tenant_id uuid,
    is_system_type boolean default false,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint content_types_pkey primary key (id),
    constraint content_types_slug_key unique (slug)
);
alter table public.content_types enable row level security;
revoke all on table public.content_types from anon;
revoke truncate, references, trigger on table public.content_types from authenticated;
comment on table public.content_types is 'Kinds of learning material and the fields they have';

-- 18/297 change table public.content_versions
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.content_versions
alter table public.content_versions enable row level security;

-- 19/297 create table public.guardian_relationships
--   8 columns, primary key, 1 unique, 1 check, row-level security, grants to authenticated,
--     service_role
create table public.guardian_relationships (
    id uuid not null default extensions.uuid_generate_v4(),
    guardian_id uuid not null,
    ward_id uuid not null,
    relationship_type text not null,
    is_approved boolean default false,
    approval_date timestamp with time zone,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint guardian_relationships_pkey primary key (id),
    constraint guardian_relationships_guardian_id_ward_id_key unique (guardian_id, ward_id),
    constraint guardian_relationships_two_people check (guardian_id <> ward_id)
);
alter table public.guardian_relationships enable row level security;
revoke all on table public.guardian_relationships from anon;
revoke update, truncate, references, trigger on table public.guardian_relationships from authenticated;
grant update (approval_date) on table public.guardian_relationships to authenticated;
grant update (is_approved) on table public.guardian_relationships to authenticated;
grant update (relationship_type) on table public.guardian_relationships to authenticated;
grant update (updated_at) on table public.guardian_relationships to authenticated;
comment on table public.guardian_relationships is 'Who may act for a ward, and whether an admin has approved it';

-- 20/297 create function private.my_wards()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.my_wards()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select gr.ward_id
from public.guardian_relationships gr
where gr.guardian_id = (select auth.uid())
  and gr.is_approved
$$;
revoke execute on function private.my_wards() from public;
grant execute on function private.my_wards() to authenticated;
comment on function private.my_wards() is 'Wards of the signed-in person, by approved relationships only';

-- 21/297 create table public.languages
--   6 columns, primary key, 1 unique, row-level security, grants to anon, authenticated,
--     service_role
create table public.languages (
    id uuid not null default extensions.uuid_generate_v4(),
    code text not null,
    name text not null,
    is_active boolean default true,
    is_default boolean default false,
    created_at timestamp with time zone default now(),
    constraint languages_pkey primary key (id),
    constraint languages_code_key unique (code)
);
alter table public.languages enable row level security;
revoke insert, update, delete, truncate, references, trigger on table public.languages from anon, authenticated;
comment on table public.languages is 'Languages that content is offered in';

-- 22/297 create table public.learning_group_content
--   9 columns, primary key, row-level security, grants to authenticated, service_role
create table public.learning_group_content (
    id uuid not null default extensions.uuid_generate_v4(),
    group_id uuid not null,
    content_type text not null,
    content_id uuid not null,
    assigned_at timestamp with time zone default now(),
    due_date timestamp with time zone,
    assigned_by uuid,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint learning_group_content_pkey primary key (id)
);
alter table public.learning_group_content enable row level security;
revoke all on table public.learning_group_content from anon;
revoke truncate, references, trigger on table public.learning_group_content from authenticated;
comment on table public.learning_group_content is 'What a group has to learn, and until when';

-- 23/297 create table public.learning_group_members
--   8 columns, primary key, 1 unique, row-level security, grants to authenticated, service_role
create table public.learning_group_members (
    id uuid not null default extensions.uuid_generate_v4(),
    group_id uuid not null,
    user_id uuid not null,
    role text not null default 'member'::text,
    joined_at timestamp with time zone default now(),
    status text not null default 'active'::text,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint learning_group_members_pkey primary key (id),
    constraint learning_group_members_group_id_user_id_key unique (group_id, user_id)
);
alter table public.learning_group_members enable row level security;
revoke all on table public.learning_group_members from anon;
revoke truncate, references, trigger on table public.learning_group_members from authenticated;
comment on table public.learning_group_members is 'Who learns in which group';

-- 24/297 create table public.learning_groups
--   13 columns, primary key, row-level security, grants to authenticated, service_role
create table public.learning_groups (
    id uuid not null default extensions.uuid_generate_v4(),
    tenant_id uuid not null,
    name text not null,
    description text,
    start_date date,
    end_date date,
    is_active boolean default true,
    max_members integer,
    join_code text,
    created_by uuid,
    facilitator_id uuid,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint learning_groups_pkey primary key (id)
);
alter table public.learning_groups enable row level security;
revoke all on table public.learning_groups from anon;
revoke update, truncate, references, trigger on table public.learning_groups from authenticated;
grant update (description) on table public.learning_groups to authenticated;
grant update (end_date) on table public.learning_groups to authenticated;
grant update (facilitator_id) on table public.learning_groups to authenticated;
grant update (is_active) on table public.learning_groups to authenticated;
grant update (join_code) on table public.learning_groups to authenticated;
grant update (max_members) on table public.learning_groups to authenticated;
grant update (name) on table public.learning_groups to authenticated;
grant update (start_date) on table public.learning_groups to authenticated;
grant update (updated_at) on table public.learning_groups to authenticated;
comment on table public.learning_groups is 'Cohorts that learn together';

-- 25/297 change table public.learning_progress
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.learning_progress
alter table public.learning_progress enable row level security;

-- 26/297 change table public.lessons
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.lessons
alter table public.lessons enable row level security;

-- 27/297 change table public.permissions
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.permissions
alter table public.permissions enable row level security;

-- 28/297 change table public.profiles
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles enable row level security;

-- 29/297 create function private.sync_is_guardian()
--   language plpgsql, security definer, set search_path = ''
create or replace function private.sync_is_guardian()
returns trigger
language plpgsql
security definer
set search_path to ''
as $$declare
  people uuid[] := array_remove(
    array[
      case when tg_op <> 'INSERT' then old.guardian_id end,
      case when tg_op <> 'DELETE' then new.guardian_id end],
    null);
begin
  perform 1 from public.profiles p where p.id = any (people) order by p.id for no key update;
  update public.profiles p
  set is_guardian = now_is.guardian,
    guardian_since = case when now_is.guardian then coalesce(p.guardian_since, now()) end
  from (
    select person.id, exists (
      select 1 from public.guardian_relationships gr where gr.guardian_id = person.id and gr.is_approved) as guardian
    from unnest(people) person (id)) now_is
  where p.id = now_is.id
    and p.is_guardian is distinct from now_is.guardian;
  return null;
end
$$;
revoke execute on function private.sync_is_guardian() from public;
comment on function private.sync_is_guardian() is 'Keeps profiles.is_guardian and guardian_since true to the approved relationships';

-- 30/297 change table public.resources
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.resources
alter table public.resources enable row level security;

-- 31/297 change table public.role_permissions
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.role_permissions
alter table public.role_permissions enable row level security;

-- 32/297 change table public.shared_content
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.shared_content
alter table public.shared_content enable row level security;

-- 33/297 change table public.social_interactions
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.social_interactions
alter table public.social_interactions enable row level security;

-- 34/297 create table public.subscription_history
--   5 columns, primary key, row-level security, grants to authenticated, service_role
create table public.subscription_history (
    id uuid not null default extensions.uuid_generate_v4(),
    subscription_id uuid not null,
    event_type text not null,
    event_data jsonb not null,
    occurred_at timestamp with time zone default now(),
    constraint subscription_history_pkey primary key (id)
);
alter table public.subscription_history enable row level security;
revoke all on table public.subscription_history from anon;
revoke insert, update, delete, truncate, references, trigger on table public.subscription_history from authenticated;
comment on table public.subscription_history is 'What happened to a subscription; written by service_role only';

-- 35/297 create table public.subscriptions
--   15 columns, primary key, row-level security, grants to authenticated, service_role
create table public.subscriptions (
    id uuid not null default extensions.uuid_generate_v4(),
    user_id uuid not null,
    tenant_id uuid not null,
    plan_id text not null,
    plan_name text not null,
    status text not null,
    current_period_start timestamp with time zone not null,
    current_period_end timestamp with time zone not null,
    cancel_at_period_end boolean default false,
    payment_provider text,
    payment_provider_subscription_id text,
    payment_method_id text,
    metadata jsonb,
    created_at timestamp with time zone default now(),
    updated_at timestamp with time zone default now(),
    constraint subscriptions_pkey primary key (id)
);
alter table public.subscriptions enable row level security;
revoke all on table public.subscriptions from anon;
revoke insert, update, delete, truncate, references, trigger on table public.subscriptions from authenticated;
comment on table public.subscriptions is 'Who pays for what on which tenant';

-- 36/297 change table public.tenant_roles
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.tenant_roles
alter table public.tenant_roles enable row level security;

-- 37/297 change table public.tenant_users
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.tenant_users
alter table public.tenant_users enable row level security;

-- 38/297 create function private.admin_tenants()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.admin_tenants()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select tu.tenant_id
from public.tenant_users tu
join public.tenant_roles tr on tr.id = tu.tenant_role_id and tr.tenant_id = tu.tenant_id
where tu.user_id = (select auth.uid())
  and tu.status = 'active'
  and tr.slug = 'admin'
$$;
revoke execute on function private.admin_tenants() from public;
grant execute on function private.admin_tenants() to authenticated;
comment on function private.admin_tenants() is 'Tenants of which the signed-in person is an admin';

-- 39/297 create function private.is_tenant_admin(uuid)
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.is_tenant_admin(p_tenant_id uuid)
returns boolean
language sql
stable security definer
set search_path to ''
as $$select p_tenant_id in (select private.admin_tenants())
$$;
revoke execute on function private.is_tenant_admin(uuid) from public;
grant execute on function private.is_tenant_admin(uuid) to authenticated;
comment on function private.is_tenant_admin(uuid) is 'Whether the signed-in person is an admin of this tenant';

-- 40/297 create function private.managed_people()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.managed_people()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select tu.user_id
from public.tenant_users tu
where tu.tenant_id in (select private.admin_tenants())
$$;
revoke execute on function private.managed_people() from public;
grant execute on function private.managed_people() to authenticated;
comment on function private.managed_people() is 'Members of the tenants of which the signed-in person is an admin';

-- 41/297 create function private.my_tenants()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.my_tenants()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select tu.tenant_id
from public.tenant_users tu
where tu.user_id = (select auth.uid())
  and tu.status = 'active'
$$;
revoke execute on function private.my_tenants() from public;
grant execute on function private.my_tenants() to authenticated;
comment on function private.my_tenants() is 'Tenants in which the signed-in person is an active member';

-- 42/297 create function private.joined_groups()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.joined_groups()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select gm.group_id
from public.learning_group_members gm
join public.learning_groups g on g.id = gm.group_id
where gm.user_id = (select auth.uid())
  and gm.status = 'active'
  and g.tenant_id in (select private.my_tenants())
$$;
revoke execute on function private.joined_groups() from public;
grant execute on function private.joined_groups() to authenticated;
comment on function private.joined_groups() is 'Learning groups in which the signed-in person learns';

-- 43/297 create function private.member_profiles()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.member_profiles()
returns TABLE(id uuid, display_name text, avatar_url text, bio text, location text, website text, social_links jsonb, skills text[], interests text[], languages text[], timezone text)
language sql
stable security definer
set search_path to ''
as $$select p.id, p.display_name, p.avatar_url, p.bio, p.location, p.website, p.social_links,
  p.skills, p.interests, p.languages, p.timezone
from public.profiles p
where p.profile_visibility = 'public'
  and p.id in (
    select tu.user_id
    from public.tenant_users tu
    where tu.status = 'active' and tu.tenant_id in (select private.my_tenants()))
  and not exists (
    select 1 from public.guardian_relationships gr where gr.ward_id = p.id and gr.is_approved)
$$;
revoke execute on function private.member_profiles() from public;
grant execute on function private.member_profiles() to authenticated;
comment on function private.member_profiles() is 'Public face of the people in the signed-in person''s tenants';

-- 44/297 create function private.tenants_allowing(text)
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.tenants_allowing(p_permission text)
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select tu.tenant_id
from public.tenant_users tu
join public.tenant_roles tr on tr.id = tu.tenant_role_id and tr.tenant_id = tu.tenant_id
where tu.user_id = (select auth.uid())
  and tu.status = 'active'
  and (
    tr.slug = 'admin'
    or (tr.slug = 'editor' and p_permission in (
      'content:view', 'content:edit', 'content:create', 'content:publish', 'users:view', 'analytics:view'))
    or (tr.slug = 'viewer' and p_permission in ('content:view', 'analytics:view'))
    or exists (
      select 1
      from public.role_permissions rp
      join public.permissions p on p.id = rp.permission_id
      where rp.tenant_role_id = tr.id and p.slug = p_permission)
  )
$$;
revoke execute on function private.tenants_allowing(text) from public;
grant execute on function private.tenants_allowing(text) to authenticated;
comment on function private.tenants_allowing(text) is 'Tenants in which the role of the signed-in person carries a permission';

-- 45/297 create function private.assessment_answer_keys()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.assessment_answer_keys()
returns TABLE(question_id uuid, assessment_id uuid, correct_answer jsonb)
language sql
stable security definer
set search_path to ''
as $$select q.id, q.assessment_id, q.correct_answer
from public.assessment_questions q
join public.assessments a on a.id = q.assessment_id
where a.tenant_id in (select private.tenants_allowing('content:edit'))
$$;
revoke execute on function private.assessment_answer_keys() from public;
grant execute on function private.assessment_answer_keys() to authenticated;
comment on function private.assessment_answer_keys() is 'Right answers, for those who may edit content in the assessment''s tenant';

-- 46/297 create function private.led_groups()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.led_groups()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select g.id
from public.learning_groups g
where g.tenant_id in (select private.tenants_allowing('content:edit'))
  or (g.facilitator_id = (select auth.uid()) and g.tenant_id in (select private.my_tenants()))
$$;
revoke execute on function private.led_groups() from public;
grant execute on function private.led_groups() to authenticated;
comment on function private.led_groups() is 'Learning groups that the signed-in person runs, as facilitator or as staff of the tenant';

-- 47/297 create function private.viewable_people()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.viewable_people()
returns SETOF uuid
language sql
stable security definer
set search_path to ''
as $$select tu.user_id
from public.tenant_users tu
where tu.tenant_id in (select private.tenants_allowing('users:view'))
$$;
revoke execute on function private.viewable_people() from public;
grant execute on function private.viewable_people() to authenticated;
comment on function private.viewable_people() is 'Members of the tenants in which the signed-in person may view users';

-- 48/297 change table public.tenants
--   row-level security: no -> yes
--   locks: ACCESS EXCLUSIVE on public.tenants
alter table public.tenants enable row level security;

-- 49/297 create function private.is_hub_admin()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.is_hub_admin()
returns boolean
language sql
stable security definer
set search_path to ''
as $$select exists (
  select 1
  from public.tenants t
  where t.slug = 'hub'
    and t.id in (select private.admin_tenants()))
$$;
revoke execute on function private.is_hub_admin() from public;
grant execute on function private.is_hub_admin() to authenticated;
comment on function private.is_hub_admin() is 'Whether the signed-in person is an admin of hub';

-- 50/297 create function private.my_platforms()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.my_platforms()
returns SETOF text
language sql
stable security definer
set search_path to ''
as $$select t.slug
from public.tenants t
where t.id in (select private.my_tenants())
$$;
revoke execute on function private.my_platforms() from public;
grant execute on function private.my_platforms() to authenticated;
comment on function private.my_platforms() is 'Slugs of the tenants in which the signed-in person is an active member';

-- 51/297 create function private.platforms_allowing(text)
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.platforms_allowing(p_permission text)
returns SETOF text
language sql
stable security definer
set search_path to ''
as $$select t.slug
from public.tenants t
where t.id in (select private.tenants_allowing(p_permission))
$$;
revoke execute on function private.platforms_allowing(text) from public;
grant execute on function private.platforms_allowing(text) to authenticated;
comment on function private.platforms_allowing(text) is 'Slugs of the tenants in which the role of the signed-in person carries a permission';

-- 52/297 create function private.contents_allowing(text)
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.contents_allowing(p_permission text)
returns TABLE(kind text, id uuid)
language sql
stable security definer
set search_path to ''
as $$select 'module', m.id
from public.content_modules m
where m.platform in (select private.platforms_allowing(p_permission))
union all
select 'lesson', l.id
from public.lessons l
join public.content_modules m on m.id = l.module_id
where m.platform in (select private.platforms_allowing(p_permission))
union all
select 'resource', r.id
from public.resources r
where r.platform in (select private.platforms_allowing(p_permission))
union all
select 'shared_content', s.id
from public.shared_content s
where 'hub' in (select private.platforms_allowing(p_permission))
union all
select 'assessment', a.id
from public.assessments a
where a.tenant_id in (select private.tenants_allowing(p_permission))
$$;
revoke execute on function private.contents_allowing(text) from public;
grant execute on function private.contents_allowing(text) to authenticated;
comment on function private.contents_allowing(text) is 'Content of the tenants in which the role of the signed-in person carries a permission, drafts included';

-- 53/297 create function private.readable_contents()
--   language sql, stable, security definer, set search_path = '', grants to authenticated
create or replace function private.readable_contents()
returns TABLE(kind text, id uuid)
language sql
stable security definer
set search_path to ''
as $$select 'module', m.id
from public.content_modules m
where m.is_published and m.platform in (select private.my_platforms())
union all
select 'lesson', l.id
from public.lessons l
join public.content_modules m on m.id = l.module_id
where l.is_published and m.is_published and m.platform in (select private.my_platforms())
union all
select 'resource', r.id
from public.resources r
where r.is_published and r.platform in (select private.my_platforms())
union all
select 'shared_content', s.id
from public.shared_content s
where s.is_published and exists (select 1 from private.my_tenants())
union all
select 'assessment', a.id
from public.assessments a
where a.is_published and a.tenant_id in (select private.my_tenants())
$$;
revoke execute on function private.readable_contents() from public;
grant execute on function private.readable_contents() to authenticated;
comment on function private.readable_contents() is 'Published content that the signed-in person may read as a member';

-- 54/297 create column public.content_modules.content_type_id
--   uuid
--   locks: ACCESS EXCLUSIVE on public.content_modules
alter table public.content_modules add column content_type_id uuid;

-- 55/297 create column public.lessons.content_type_id
--   uuid
--   locks: ACCESS EXCLUSIVE on public.lessons
alter table public.lessons add column content_type_id uuid;

-- 56/297 create column public.profiles.profile_completed
--   boolean, default false
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column profile_completed boolean default false;
comment on column public.profiles.profile_completed is 'Set by trigger check_profile_completion';

-- 57/297 create column public.profiles.profile_stats
--   jsonb, default '{}'::jsonb
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column profile_stats jsonb default '{}'::jsonb;

-- 58/297 create column public.resources.content_type_id
--   uuid
--   locks: ACCESS EXCLUSIVE on public.resources
alter table public.resources add column content_type_id uuid;

-- 59/297 set default of column public.tenants.branding
--   locks: ACCESS EXCLUSIVE on public.tenants
alter table public.tenants alter column branding set default '{}'::jsonb;

-- 60/297 set default of column public.tenants.settings
--   locks: ACCESS EXCLUSIVE on public.tenants
alter table public.tenants alter column settings set default '{}'::jsonb;

-- 61/297 create index public.assessment_attempts.idx_assessment_attempts_assessment_id
--   columns assessment_id
create index idx_assessment_attempts_assessment_id on public.assessment_attempts (assessment_id);

-- 62/297 create index public.assessment_attempts.idx_assessment_attempts_user_id
--   columns user_id
create index idx_assessment_attempts_user_id on public.assessment_attempts (user_id);

-- 63/297 create index public.assessment_questions.idx_assessment_questions_assessment_id
--   columns assessment_id
create index idx_assessment_questions_assessment_id on public.assessment_questions (assessment_id);

-- 64/297 create index public.assessments.idx_assessments_created_by
--   columns created_by
create index idx_assessments_created_by on public.assessments (created_by);

-- 65/297 create index public.assessments.idx_assessments_tenant_id
--   columns tenant_id
create index idx_assessments_tenant_id on public.assessments (tenant_id);

-- 66/297 create index public.content_engagement.idx_content_engagement_occurred_at
--   columns occurred_at
create index idx_content_engagement_occurred_at on public.content_engagement (occurred_at);

-- 67/297 create index public.content_engagement.idx_content_engagement_user_id
--   columns user_id
create index idx_content_engagement_user_id on public.content_engagement (user_id);

-- 68/297 create index public.content_translations.idx_content_translations_language_code
--   columns language_code
create index idx_content_translations_language_code on public.content_translations (language_code);

-- 69/297 create index public.content_translations.idx_content_translations_translator_id
--   columns translator_id
create index idx_content_translations_translator_id on public.content_translations (translator_id);

-- 70/297 create index public.content_types.idx_content_types_tenant_id
--   columns tenant_id
create index idx_content_types_tenant_id on public.content_types (tenant_id);

-- 71/297 create index public.guardian_relationships.idx_guardian_relationships_ward_id
--   columns ward_id
create index idx_guardian_relationships_ward_id on public.guardian_relationships (ward_id);

-- 72/297 create index public.learning_group_content.idx_learning_group_content_assigned_by
--   columns assigned_by
create index idx_learning_group_content_assigned_by on public.learning_group_content (assigned_by);

-- 73/297 create index public.learning_group_content.idx_learning_group_content_group_id
--   columns group_id
create index idx_learning_group_content_group_id on public.learning_group_content (group_id);

-- 74/297 create index public.learning_group_members.idx_learning_group_members_user_id
--   columns user_id
create index idx_learning_group_members_user_id on public.learning_group_members (user_id);

-- 75/297 create index public.learning_groups.idx_learning_groups_created_by
--   columns created_by
create index idx_learning_groups_created_by on public.learning_groups (created_by);

-- 76/297 create index public.learning_groups.idx_learning_groups_facilitator_id
--   columns facilitator_id
create index idx_learning_groups_facilitator_id on public.learning_groups (facilitator_id);

-- 77/297 create index public.learning_groups.idx_learning_groups_tenant_id
--   columns tenant_id
create index idx_learning_groups_tenant_id on public.learning_groups (tenant_id);

-- 78/297 create index public.subscription_history.idx_subscription_history_subscription_id
--   columns subscription_id
create index idx_subscription_history_subscription_id on public.subscription_history (subscription_id);

-- 79/297 create index public.subscriptions.idx_subscriptions_tenant_id
--   columns tenant_id
create index idx_subscriptions_tenant_id on public.subscriptions (tenant_id);

-- 80/297 create index public.subscriptions.idx_subscriptions_user_id
--   columns user_id
create index idx_subscriptions_user_id on public.subscriptions (user_id);

-- 81/297 create foreign key public.assessment_attempts.assessment_attempts_assessment_id_fkey
--   columns assessment_id, references public.assessments (id)
alter table public.assessment_attempts add constraint assessment_attempts_assessment_id_fkey foreign key (assessment_id) references public.assessments (id);

-- 82/297 create foreign key public.assessment_attempts.assessment_attempts_user_id_fkey
--   columns user_id, references auth.users (id)
--   locks: SHARE ROW EXCLUSIVE on auth.users
alter table public.assessment_attempts add constraint assessment_attempts_user_id_fkey foreign key (user_id) references auth.users (id);

-- 83/297 create foreign key public.assessment_questions.assessment_questions_assessment_id_fkey
--   columns assessment_id, references public.assessments (id)
alter table public.assessment_questions add constraint assessment_questions_assessment_id_fkey foreign key (assessment_id) references public.assessments (id);

-- 84/297 create foreign key public.assessments.assessments_created_by_fkey
--   columns created_by, references auth.users (id)
alter table public.assessments add constraint assessments_created_by_fkey foreign key (created_by) references auth.users (id);

-- 85/297 create foreign key public.content_engagement.content_engagement_user_id_fkey
--   columns user_id, references auth.users (id)
alter table public.content_engagement add constraint content_engagement_user_id_fkey foreign key (user_id) references auth.users (id);

-- 86/297 create foreign key public.content_translations.content_translations_translator_id_fkey
--   columns translator_id, references auth.users (id)
alter table public.content_translations add constraint content_translations_translator_id_fkey foreign key (translator_id) references auth.users (id);

-- 87/297 create foreign key public.guardian_relationships.guardian_relationships_guardian_id_fkey
--   columns guardian_id, references public.profiles (id)
--   locks: SHARE ROW EXCLUSIVE on public.profiles
alter table public.guardian_relationships add constraint guardian_relationships_guardian_id_fkey foreign key (guardian_id) references public.profiles (id);

-- 88/297 create foreign key public.guardian_relationships.guardian_relationships_ward_id_fkey
--   columns ward_id, references public.profiles (id)
--   locks: SHARE ROW EXCLUSIVE on public.profiles
alter table public.guardian_relationships add constraint guardian_relationships_ward_id_fkey foreign key (ward_id) references public.profiles (id);

-- 89/297 create foreign key public.learning_group_content.learning_group_content_assigned_by_fkey
--   columns assigned_by, references auth.users (id)
alter table public.learning_group_content add constraint learning_group_content_assigned_by_fkey foreign key (assigned_by) references auth.users (id);

-- 90/297 create foreign key public.learning_group_content.learning_group_content_group_id_fkey
--   columns group_id, references public.learning_groups (id)
alter table public.learning_group_content add constraint learning_group_content_group_id_fkey foreign key (group_id) references public.learning_groups (id);

-- 91/297 create foreign key public.learning_group_members.learning_group_members_group_id_fkey
--   columns group_id, references public.learning_groups (id)
alter table public.learning_group_members add constraint learning_group_members_group_id_fkey foreign key (group_id) references public.learning_groups (id);

-- 92/297 create foreign key public.learning_group_members.learning_group_members_user_id_fkey
--   columns user_id, references auth.users (id)
alter table public.learning_group_members add constraint learning_group_members_user_id_fkey foreign key (user_id) references auth.users (id);

-- 93/297 create foreign key public.learning_groups.learning_groups_created_by_fkey
--   columns created_by, references auth.users (id)
alter table public.learning_groups add constraint learning_groups_created_by_fkey foreign key (created_by) references auth.users (id);

-- 94/297 create foreign key public.learning_groups.learning_groups_facilitator_id_fkey
--   columns facilitator_id, references auth.users (id)
alter table public.learning_groups add constraint learning_groups_facilitator_id_fkey foreign key (facilitator_id) references auth.users (id);

-- 95/297 create foreign key public.subscription_history.subscription_history_subscription_id_fkey
--   columns subscription_id, references public.subscriptions (id)
alter table public.subscription_history add constraint subscription_history_subscription_id_fkey foreign key (subscription_id) references public.subscriptions (id);

-- 96/297 create foreign key public.subscriptions.subscriptions_user_id_fkey
--   columns user_id, references public.profiles (id)
--   locks: SHARE ROW EXCLUSIVE on public.profiles
alter table public.subscriptions add constraint subscriptions_user_id_fkey foreign key (user_id) references public.profiles (id);

-- 97/297 create view public.assessment_answer_keys
--   options security_invoker = true, grants to authenticated
create view public.assessment_answer_keys with (security_invoker = 'true') as
SELECT question_id,
    assessment_id,
    correct_answer
   FROM private.assessment_answer_keys() k(question_id, assessment_id, correct_answer);
revoke all on table public.assessment_answer_keys from anon, service_role;
revoke insert, update, delete, truncate, references, trigger on table public.assessment_answer_keys from authenticated;
comment on view public.assessment_answer_keys is 'Right answers, for those who may edit content in the assessment''s tenant';

-- 98/297 create view public.engagement_metrics
--   options security_invoker = true, grants to authenticated, service_role
create view public.engagement_metrics with (security_invoker = 'true') as
SELECT content_type,
    content_id,
    count(DISTINCT user_id) AS unique_users,
    count(*) AS total_events,
    count(*) FILTER (WHERE event_type = 'view'::text) AS views,
    count(*) FILTER (WHERE event_type = 'complete'::text) AS completions,
    count(*) FILTER (WHERE event_type = 'reaction'::text) AS reactions,
    count(*) FILTER (WHERE event_type = 'share'::text) AS shares,
    count(*) FILTER (WHERE event_type = 'comment'::text) AS comments,
    date_trunc('day'::text, occurred_at) AS day
   FROM public.content_engagement
  GROUP BY content_type, content_id, (date_trunc('day'::text, occurred_at));
revoke all on table public.engagement_metrics from anon;
revoke insert, update, delete, truncate, references, trigger on table public.engagement_metrics from authenticated;
comment on view public.engagement_metrics is 'Events per content and day, of the events that the reader may see';

-- 99/297 create view public.member_profiles
--   options security_invoker = true, grants to authenticated
create view public.member_profiles with (security_invoker = 'true') as
SELECT id,
    display_name,
    avatar_url,
    bio,
    location,
    website,
    social_links,
    skills,
    interests,
    languages,
    timezone
   FROM private.member_profiles() mp(id, display_name, avatar_url, bio, location, website, social_links, skills, interests, languages, timezone);
revoke all on table public.member_profiles from anon, service_role;
revoke insert, update, delete, truncate, references, trigger on table public.member_profiles from authenticated;
comment on view public.member_profiles is 'Public face of the people in the reader''s tenants';

-- 100/297 create function public.refresh_materialized_views()
--   language plpgsql, security definer, set search_path = '', grants to service_role
create or replace function public.refresh_materialized_views()
returns void
language plpgsql
security definer
set search_path to ''
as $$begin
  refresh materialized view concurrently public.user_platform_access;
end
$$;
revoke execute on function public.refresh_materialized_views() from anon, authenticated, public;
comment on function public.refresh_materialized_views() is 'Brings user_platform_access up to date without locking its readers out';

-- 101/297 create trigger public.assessment_attempts.guard_attempt
--   timing before, events update, level row, function private.guard_attempt
create trigger guard_attempt
before update on public.assessment_attempts
for each row
execute function private.guard_attempt();
comment on trigger guard_attempt on public.assessment_attempts is 'Learners do not grade themselves, and staff do not change answers';

-- 102/297 create trigger public.guardian_relationships.sync_is_guardian
--   timing after, events (insert, delete, update = guardian_id, is_approved), level row, function
--     private.sync_is_guardian
create trigger sync_is_guardian
after insert or delete or update of guardian_id, is_approved on public.guardian_relationships
for each row
execute function private.sync_is_guardian();
comment on trigger sync_is_guardian on public.guardian_relationships is 'profiles.is_guardian follows what is approved here';

-- 103/297 create trigger public.profiles.check_profile_completion
--   timing before, events (insert, update), level row, function public.update_profile_completion
--   locks: SHARE ROW EXCLUSIVE on public.profiles
create trigger check_profile_completion
before insert or update on public.profiles
for each row
execute function public.update_profile_completion();

-- 104/297 create policy public.activity_feed.activity_feed_delete
--   for delete, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR (platform = ANY
--     (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing))))
--   locks: ACCESS EXCLUSIVE on public.activity_feed
create policy activity_feed_delete on public.activity_feed
for delete to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing))));
comment on policy activity_feed_delete on public.activity_feed is 'People delete their own entries; those who may delete content moderate what they can see';

-- 105/297 create policy public.activity_feed.activity_feed_insert
--   for insert, to authenticated, check ((user_id = ( SELECT auth.uid() AS uid)) AND (platform =
--     ANY (ARRAY( SELECT private.my_platforms() AS my_platforms))))
--   locks: ACCESS EXCLUSIVE on public.activity_feed
create policy activity_feed_insert on public.activity_feed
for insert to authenticated
with check ((user_id = ( SELECT auth.uid() AS uid)) AND (platform = ANY (ARRAY( SELECT private.my_platforms() AS my_platforms))));
comment on policy activity_feed_insert on public.activity_feed is 'People post in their own name, on platforms they are members of';

-- 106/297 create policy public.activity_feed.activity_feed_select
--   for select, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR ((visibility =
--     ANY (ARRAY['public'::text, 'members'::text])) AND (platform = ANY (ARRAY( SELECT
--     private.my_platforms() AS my_platforms)))))
--   locks: ACCESS EXCLUSIVE on public.activity_feed
create policy activity_feed_select on public.activity_feed
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR ((visibility = ANY (ARRAY['public'::text, 'members'::text])) AND (platform = ANY (ARRAY( SELECT private.my_platforms() AS my_platforms)))));
comment on policy activity_feed_select on public.activity_feed is 'Everyone sees their own entries, and members the public ones of their platforms; public is not the world';

-- 107/297 create policy public.activity_feed.activity_feed_update
--   for update, to authenticated, using (user_id = ( SELECT auth.uid() AS uid)), check ((user_id =
--     ( SELECT auth.uid() AS uid)) AND (platform = ANY (ARRAY( SELECT private.my_platforms() AS
--     my_platforms))))
--   locks: ACCESS EXCLUSIVE on public.activity_feed
create policy activity_feed_update on public.activity_feed
for update to authenticated
using (user_id = ( SELECT auth.uid() AS uid))
with check ((user_id = ( SELECT auth.uid() AS uid)) AND (platform = ANY (ARRAY( SELECT private.my_platforms() AS my_platforms))));
comment on policy activity_feed_update on public.activity_feed is 'People change their own entries, and cannot move them to a platform that is not theirs';

-- 108/297 create policy public.analytics_summaries.analytics_summaries_select
--   for select, to authenticated, using ((platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('analytics:view'::text) AS platforms_allowing))) OR ((platform =
--     'all'::text) AND ( SELECT private.is_hub_admin() AS is_hub_admin)))
--   locks: ACCESS EXCLUSIVE on public.analytics_summaries
create policy analytics_summaries_select on public.analytics_summaries
for select to authenticated
using ((platform = ANY (ARRAY( SELECT private.platforms_allowing('analytics:view'::text) AS platforms_allowing))) OR ((platform = 'all'::text) AND ( SELECT private.is_hub_admin() AS is_hub_admin)));
comment on policy analytics_summaries_select on public.analytics_summaries is 'Roles that may view analytics see their platforms'' figures, admins of hub also those of the whole network';

-- 109/297 create policy public.assessment_attempts.assessment_attempts_insert
--   for insert, to authenticated, check of 3 lines
create policy assessment_attempts_insert on public.assessment_attempts
for insert to authenticated
with check ((user_id = ( SELECT auth.uid() AS uid)) AND (score IS NULL) AND (passed IS NULL) AND (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE a.is_published)));
comment on policy assessment_attempts_insert on public.assessment_attempts is 'Learners begin an attempt at a published assessment of their tenants, without a score';

-- 110/297 create policy public.assessment_attempts.assessment_attempts_select
--   for select, to authenticated, using of 3 lines
create policy assessment_attempts_select on public.assessment_attempts
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))))));
comment on policy assessment_attempts_select on public.assessment_attempts is 'Learners see their own attempts, editors those at their tenants'' assessments';

-- 111/297 create policy public.assessment_attempts.assessment_attempts_update
--   for update, to authenticated, using of 3 lines, check of 3 lines
create policy assessment_attempts_update on public.assessment_attempts
for update to authenticated
using (((user_id = ( SELECT auth.uid() AS uid)) AND (completed_at IS NULL)) OR ((user_id <> ( SELECT auth.uid() AS uid)) AND (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)))))))
with check ((user_id = ( SELECT auth.uid() AS uid)) OR (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))))));
comment on policy assessment_attempts_update on public.assessment_attempts is 'Learners answer until they hand in, editors grade others; neither can go back';

-- 112/297 create policy public.assessment_questions.assessment_questions_delete
--   for delete, to authenticated, using of 3 lines
create policy assessment_questions_delete on public.assessment_questions
for delete to authenticated
using (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)))));
comment on policy assessment_questions_delete on public.assessment_questions is 'Editors remove questions; that is part of editing an assessment, not of deleting content';

-- 113/297 create policy public.assessment_questions.assessment_questions_insert
--   for insert, to authenticated, check of 3 lines
create policy assessment_questions_insert on public.assessment_questions
for insert to authenticated
with check (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)))));
comment on policy assessment_questions_insert on public.assessment_questions is 'Editors write the questions of their tenants'' assessments';

-- 114/297 create policy public.assessment_questions.assessment_questions_select
--   for select, to authenticated, using of 2 lines
create policy assessment_questions_select on public.assessment_questions
for select to authenticated
using (assessment_id IN ( SELECT a.id
   FROM public.assessments a));
comment on policy assessment_questions_select on public.assessment_questions is 'Who sees an assessment sees its questions';

-- 115/297 create policy public.assessment_questions.assessment_questions_update
--   for update, to authenticated, using of 3 lines, check of 3 lines
create policy assessment_questions_update on public.assessment_questions
for update to authenticated
using (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)))))
with check (assessment_id IN ( SELECT a.id
   FROM public.assessments a
  WHERE (a.tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)))));
comment on policy assessment_questions_update on public.assessment_questions is 'Editors change the questions of their tenants'' assessments';

-- 116/297 create policy public.assessments.assessments_delete
--   for delete, to authenticated, using (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:delete'::text) AS tenants_allowing)))
create policy assessments_delete on public.assessments
for delete to authenticated
using (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:delete'::text) AS tenants_allowing)));
comment on policy assessments_delete on public.assessments is 'Deleting is for admins and roles that were given it, not for editors as such';

-- 117/297 create policy public.assessments.assessments_insert
--   for insert, to authenticated, check ((tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:create'::text) AS tenants_allowing))) AND ((is_published IS
--     NOT TRUE) OR (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:publish'::text) AS tenants_allowing)))))
create policy assessments_insert on public.assessments
for insert to authenticated
with check ((tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:create'::text) AS tenants_allowing))) AND ((is_published IS NOT TRUE) OR (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:publish'::text) AS tenants_allowing)))));
comment on policy assessments_insert on public.assessments is 'Editors add assessments to their tenants; a published one takes the right to publish';

-- 118/297 create policy public.assessments.assessments_select
--   for select, to authenticated, using ((is_published AND (tenant_id = ANY (ARRAY( SELECT
--     private.my_tenants() AS my_tenants)))) OR (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:edit'::text) AS tenants_allowing))))
create policy assessments_select on public.assessments
for select to authenticated
using ((is_published AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants)))) OR (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))));
comment on policy assessments_select on public.assessments is 'Members see what their tenants have published, editors also the drafts';

-- 119/297 create policy public.assessments.assessments_update
--   for update, to authenticated, using (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:edit'::text) AS tenants_allowing))), check ((tenant_id =
--     ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))) AND
--     ((is_published IS NOT TRUE) OR (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:publish'::text) AS tenants_allowing)))))
create policy assessments_update on public.assessments
for update to authenticated
using (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)))
with check ((tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))) AND ((is_published IS NOT TRUE) OR (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:publish'::text) AS tenants_allowing)))));
comment on policy assessments_update on public.assessments is 'Editors change assessments of their tenants; what is published afterwards takes the right to publish';

-- 120/297 create policy public.audit_logs.audit_logs_select
--   for select, to authenticated, using (( SELECT private.is_hub_admin() AS is_hub_admin) OR
--     (entity_id = ANY (ARRAY( SELECT private.admin_tenants() AS admin_tenants))))
--   locks: ACCESS EXCLUSIVE on public.audit_logs
create policy audit_logs_select on public.audit_logs
for select to authenticated
using (( SELECT private.is_hub_admin() AS is_hub_admin) OR (entity_id = ANY (ARRAY( SELECT private.admin_tenants() AS admin_tenants))));
comment on policy audit_logs_select on public.audit_logs is 'Admins of hub read the log, other admins what it says about their own tenant';

-- 121/297 create policy public.content_categories.content_categories_select
--   for select, to authenticated, using of 2 lines
--   locks: ACCESS EXCLUSIVE on public.content_categories
create policy content_categories_select on public.content_categories
for select to authenticated
using (EXISTS ( SELECT 1
   FROM private.my_tenants() my_tenants(my_tenants)));
comment on policy content_categories_select on public.content_categories is 'Members of any tenant see the categories; they change with the network, by service_role';

-- 122/297 create policy public.content_engagement.content_engagement_insert
--   for insert, to authenticated, check (user_id = ( SELECT auth.uid() AS uid))
create policy content_engagement_insert on public.content_engagement
for insert to authenticated
with check (user_id = ( SELECT auth.uid() AS uid));
comment on policy content_engagement_insert on public.content_engagement is 'Applications record events as the person they happen to';

-- 123/297 create policy public.content_engagement.content_engagement_select
--   for select, to authenticated, using of 3 lines
create policy content_engagement_select on public.content_engagement
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id))));
comment on policy content_engagement_select on public.content_engagement is 'People see their own events, editors those on content of their tenants';

-- 124/297 create policy public.content_modules.content_modules_delete
--   for delete, to authenticated, using (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:delete'::text) AS platforms_allowing)))
--   locks: ACCESS EXCLUSIVE on public.content_modules
create policy content_modules_delete on public.content_modules
for delete to authenticated
using (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing)));
comment on policy content_modules_delete on public.content_modules is 'Deleting is for admins and roles that were given it, not for editors as such';

-- 125/297 create policy public.content_modules.content_modules_insert
--   for insert, to authenticated, check ((platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:create'::text) AS platforms_allowing))) AND
--     ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:publish'::text) AS platforms_allowing)))))
--   locks: ACCESS EXCLUSIVE on public.content_modules
create policy content_modules_insert on public.content_modules
for insert to authenticated
with check ((platform = ANY (ARRAY( SELECT private.platforms_allowing('content:create'::text) AS platforms_allowing))) AND ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing)))));
comment on policy content_modules_insert on public.content_modules is 'Editors add modules to their platforms; a published one takes the right to publish';

-- 126/297 create policy public.content_modules.content_modules_select
--   for select, to authenticated, using ((is_published AND (platform = ANY (ARRAY( SELECT
--     private.my_platforms() AS my_platforms)))) OR (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:edit'::text) AS platforms_allowing))))
--   locks: ACCESS EXCLUSIVE on public.content_modules
create policy content_modules_select on public.content_modules
for select to authenticated
using ((is_published AND (platform = ANY (ARRAY( SELECT private.my_platforms() AS my_platforms)))) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))));
comment on policy content_modules_select on public.content_modules is 'Members read what their platforms have published, editors also the drafts';

-- 127/297 create policy public.content_modules.content_modules_update
--   for update, to authenticated, using (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:edit'::text) AS platforms_allowing))), check ((platform =
--     ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing)))
--     AND ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:publish'::text) AS platforms_allowing)))))
--   locks: ACCESS EXCLUSIVE on public.content_modules
create policy content_modules_update on public.content_modules
for update to authenticated
using (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing)))
with check ((platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))) AND ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing)))));
comment on policy content_modules_update on public.content_modules is 'Editors change modules of their platforms; what is published afterwards takes the right to publish';

-- 128/297 create policy public.content_translations.content_translations_delete
--   for delete, to authenticated, using of 3 lines
create policy content_translations_delete on public.content_translations
for delete to authenticated
using ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:delete'::text) c(kind, id)));
comment on policy content_translations_delete on public.content_translations is 'Deleting is for admins and roles that were given it, not for editors as such';

-- 129/297 create policy public.content_translations.content_translations_insert
--   for insert, to authenticated, check of 5 lines
create policy content_translations_insert on public.content_translations
for insert to authenticated
with check (((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id))) AND ((status IS DISTINCT FROM 'published'::text) OR ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:publish'::text) c(kind, id)))));
comment on policy content_translations_insert on public.content_translations is 'Editors translate content of their tenants; a published translation takes the right to publish';

-- 130/297 create policy public.content_translations.content_translations_select
--   for select, to authenticated, using of 5 lines
create policy content_translations_select on public.content_translations
for select to authenticated
using ((translator_id = ( SELECT auth.uid() AS uid)) OR ((status = 'published'::text) AND ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.readable_contents() c(kind, id)))) OR ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id))));
comment on policy content_translations_select on public.content_translations is 'Members read published translations of what they may read, editors and the translator also drafts';

-- 131/297 create policy public.content_translations.content_translations_update
--   for update, to authenticated, using of 3 lines, check of 5 lines
create policy content_translations_update on public.content_translations
for update to authenticated
using ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id)))
with check (((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id))) AND ((status IS DISTINCT FROM 'published'::text) OR ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:publish'::text) c(kind, id)))));
comment on policy content_translations_update on public.content_translations is 'Editors change translations of their tenants'' content; publishing takes the right to';

-- 132/297 create policy public.content_types.content_types_delete
--   for delete, to authenticated, using ((is_system_type IS NOT TRUE) AND
--     private.is_tenant_admin(tenant_id))
create policy content_types_delete on public.content_types
for delete to authenticated
using ((is_system_type IS NOT TRUE) AND private.is_tenant_admin(tenant_id));
comment on policy content_types_delete on public.content_types is 'Admins remove types of their own tenant that no content has';

-- 133/297 create policy public.content_types.content_types_insert
--   for insert, to authenticated, check ((is_system_type IS NOT TRUE) AND
--     private.is_tenant_admin(tenant_id))
create policy content_types_insert on public.content_types
for insert to authenticated
with check ((is_system_type IS NOT TRUE) AND private.is_tenant_admin(tenant_id));
comment on policy content_types_insert on public.content_types is 'Admins make types of their own tenant';

-- 134/297 create policy public.content_types.content_types_select
--   for select, to authenticated, using of 2 lines
create policy content_types_select on public.content_types
for select to authenticated
using ((tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants))) OR ((tenant_id IS NULL) AND (EXISTS ( SELECT 1
   FROM private.my_tenants() my_tenants(my_tenants)))));
comment on policy content_types_select on public.content_types is 'Members see the types of their tenants and those of the system';

-- 135/297 create policy public.content_types.content_types_update
--   for update, to authenticated, using ((is_system_type IS NOT TRUE) AND
--     private.is_tenant_admin(tenant_id)), check ((is_system_type IS NOT TRUE) AND
--     private.is_tenant_admin(tenant_id))
create policy content_types_update on public.content_types
for update to authenticated
using ((is_system_type IS NOT TRUE) AND private.is_tenant_admin(tenant_id))
with check ((is_system_type IS NOT TRUE) AND private.is_tenant_admin(tenant_id));
comment on policy content_types_update on public.content_types is 'Admins change types of their own tenant, and cannot make one the system''s';

-- 136/297 create policy public.content_versions.content_versions_insert
--   for insert, to authenticated, check of 3 lines
--   locks: ACCESS EXCLUSIVE on public.content_versions
create policy content_versions_insert on public.content_versions
for insert to authenticated
with check ((created_by = ( SELECT auth.uid() AS uid)) AND (reviewed_by IS NULL) AND (reviewed_at IS NULL) AND ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id))));
comment on policy content_versions_insert on public.content_versions is 'Editors add versions of content they may edit, in their own name and unreviewed';

-- 137/297 create policy public.content_versions.content_versions_select
--   for select, to authenticated, using of 3 lines
--   locks: ACCESS EXCLUSIVE on public.content_versions
create policy content_versions_select on public.content_versions
for select to authenticated
using ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:edit'::text) c(kind, id)));
comment on policy content_versions_select on public.content_versions is 'Versions hold drafts, so they are for the editors of that content';

-- 138/297 create policy public.content_versions.content_versions_update
--   for update, to authenticated, using of 3 lines, check of 3 lines
--   locks: ACCESS EXCLUSIVE on public.content_versions
create policy content_versions_update on public.content_versions
for update to authenticated
using ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:review'::text) c(kind, id)))
with check ((reviewed_by = ( SELECT auth.uid() AS uid)) AND ((private.content_kind(content_type), content_id) IN ( SELECT c.kind,
    c.id
   FROM private.contents_allowing('content:review'::text) c(kind, id))));
comment on policy content_versions_update on public.content_versions is 'Reviewers record their verdict, in their own name';

-- 139/297 create policy public.guardian_relationships.guardian_relationships_delete
--   for delete, to authenticated, using (((guardian_id = ( SELECT auth.uid() AS uid)) AND
--     (is_approved IS NOT TRUE)) OR ((guardian_id = ANY (ARRAY( SELECT private.managed_people() AS
--     managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS
--     managed_people))) AND (ward_id <> ( SELECT auth.uid() AS uid))))
create policy guardian_relationships_delete on public.guardian_relationships
for delete to authenticated
using (((guardian_id = ( SELECT auth.uid() AS uid)) AND (is_approved IS NOT TRUE)) OR ((guardian_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (ward_id <> ( SELECT auth.uid() AS uid))));
comment on policy guardian_relationships_delete on public.guardian_relationships is 'A guardian takes back a request, an admin ends a relationship; a ward does not shed a guardian';

-- 140/297 create policy public.guardian_relationships.guardian_relationships_insert
--   for insert, to authenticated, check ((is_approved IS NOT TRUE) AND (approval_date IS NULL) AND
--     ((guardian_id = ( SELECT auth.uid() AS uid)) OR ((guardian_id = ANY (ARRAY( SELECT
--     private.managed_people() AS managed_people))) AND (ward_id = ANY (ARRAY( SELECT
--     private.managed_people() AS managed_people))))))
create policy guardian_relationships_insert on public.guardian_relationships
for insert to authenticated
with check ((is_approved IS NOT TRUE) AND (approval_date IS NULL) AND ((guardian_id = ( SELECT auth.uid() AS uid)) OR ((guardian_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))))));
comment on policy guardian_relationships_insert on public.guardian_relationships is 'A guardian asks, or an admin enters it; never approved from the start, by anyone';

-- 141/297 create policy public.guardian_relationships.guardian_relationships_select
--   for select, to authenticated, using ((guardian_id = ( SELECT auth.uid() AS uid)) OR (ward_id =
--     ( SELECT auth.uid() AS uid)) OR (ward_id = ANY (ARRAY( SELECT private.my_wards() AS
--     my_wards))) OR (ward_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))))
create policy guardian_relationships_select on public.guardian_relationships
for select to authenticated
using ((guardian_id = ( SELECT auth.uid() AS uid)) OR (ward_id = ( SELECT auth.uid() AS uid)) OR (ward_id = ANY (ARRAY( SELECT private.my_wards() AS my_wards))) OR (ward_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))));
comment on policy guardian_relationships_select on public.guardian_relationships is 'Both sides see theirs, guardians who else looks after their ward, and admins what they decide about';

-- 142/297 create policy public.guardian_relationships.guardian_relationships_update
--   for update, to authenticated, using ((guardian_id = ANY (ARRAY( SELECT private.managed_people()
--     AS managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS
--     managed_people))) AND (guardian_id <> ( SELECT auth.uid() AS uid)) AND (ward_id <> ( SELECT
--     auth.uid() AS uid))), check ((guardian_id = ANY (ARRAY( SELECT private.managed_people() AS
--     managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS
--     managed_people))) AND (guardian_id <> ( SELECT auth.uid() AS uid)) AND (ward_id <> ( SELECT
--     auth.uid() AS uid)))
create policy guardian_relationships_update on public.guardian_relationships
for update to authenticated
using ((guardian_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (guardian_id <> ( SELECT auth.uid() AS uid)) AND (ward_id <> ( SELECT auth.uid() AS uid)))
with check ((guardian_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (ward_id = ANY (ARRAY( SELECT private.managed_people() AS managed_people))) AND (guardian_id <> ( SELECT auth.uid() AS uid)) AND (ward_id <> ( SELECT auth.uid() AS uid)));
comment on policy guardian_relationships_update on public.guardian_relationships is 'Admins approve and withdraw, but not where they are the guardian or the ward';

-- 143/297 create policy public.languages.languages_select_anon
--   for select, to anon, using is_active
create policy languages_select_anon on public.languages
for select to anon
using (is_active);
comment on policy languages_select_anon on public.languages is 'The choice of language comes before signing in';

-- 144/297 create policy public.languages.languages_select_authenticated
--   for select, to authenticated, using is_active
create policy languages_select_authenticated on public.languages
for select to authenticated
using (is_active);
comment on policy languages_select_authenticated on public.languages is 'Languages that are offered; the list is changed by service_role only';

-- 145/297 create policy public.learning_group_content.learning_group_content_delete
--   for delete, to authenticated, using (group_id = ANY (ARRAY( SELECT private.led_groups() AS
--     led_groups)))
create policy learning_group_content_delete on public.learning_group_content
for delete to authenticated
using (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)));
comment on policy learning_group_content_delete on public.learning_group_content is 'Those who run a group take an assignment back';

-- 146/297 create policy public.learning_group_content.learning_group_content_insert
--   for insert, to authenticated, check ((group_id = ANY (ARRAY( SELECT private.led_groups() AS
--     led_groups))) AND ((assigned_by IS NULL) OR (assigned_by = ( SELECT auth.uid() AS uid))))
create policy learning_group_content_insert on public.learning_group_content
for insert to authenticated
with check ((group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups))) AND ((assigned_by IS NULL) OR (assigned_by = ( SELECT auth.uid() AS uid))));
comment on policy learning_group_content_insert on public.learning_group_content is 'Those who run a group assign, and not in another''s name';

-- 147/297 create policy public.learning_group_content.learning_group_content_select
--   for select, to authenticated, using ((group_id = ANY (ARRAY( SELECT private.joined_groups() AS
--     joined_groups))) OR (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups))))
create policy learning_group_content_select on public.learning_group_content
for select to authenticated
using ((group_id = ANY (ARRAY( SELECT private.joined_groups() AS joined_groups))) OR (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups))));
comment on policy learning_group_content_select on public.learning_group_content is 'Learners see what their groups are assigned, those who run a group what they assigned';

-- 148/297 create policy public.learning_group_content.learning_group_content_update
--   for update, to authenticated, using (group_id = ANY (ARRAY( SELECT private.led_groups() AS
--     led_groups))), check (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)))
create policy learning_group_content_update on public.learning_group_content
for update to authenticated
using (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)))
with check (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)));
comment on policy learning_group_content_update on public.learning_group_content is 'Those who run a group move due dates';

-- 149/297 create policy public.learning_group_members.learning_group_members_delete
--   for delete, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR (group_id = ANY
--     (ARRAY( SELECT private.led_groups() AS led_groups))))
create policy learning_group_members_delete on public.learning_group_members
for delete to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups))));
comment on policy learning_group_members_delete on public.learning_group_members is 'Learners leave, those who run a group remove';

-- 150/297 create policy public.learning_group_members.learning_group_members_insert
--   for insert, to authenticated, check (group_id = ANY (ARRAY( SELECT private.led_groups() AS
--     led_groups)))
create policy learning_group_members_insert on public.learning_group_members
for insert to authenticated
with check (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)));
comment on policy learning_group_members_insert on public.learning_group_members is 'Those who run a group enrol; nobody enrols themselves, which is what join codes are for';

-- 151/297 create policy public.learning_group_members.learning_group_members_select
--   for select, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR (group_id = ANY
--     (ARRAY( SELECT private.joined_groups() AS joined_groups))) OR (group_id = ANY (ARRAY( SELECT
--     private.led_groups() AS led_groups))))
create policy learning_group_members_select on public.learning_group_members
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (group_id = ANY (ARRAY( SELECT private.joined_groups() AS joined_groups))) OR (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups))));
comment on policy learning_group_members_select on public.learning_group_members is 'Learners see who learns with them, those who run a group who is in it';

-- 152/297 create policy public.learning_group_members.learning_group_members_update
--   for update, to authenticated, using (group_id = ANY (ARRAY( SELECT private.led_groups() AS
--     led_groups))), check (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)))
create policy learning_group_members_update on public.learning_group_members
for update to authenticated
using (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)))
with check (group_id = ANY (ARRAY( SELECT private.led_groups() AS led_groups)));
comment on policy learning_group_members_update on public.learning_group_members is 'Those who run a group give roles and suspend';

-- 153/297 create policy public.learning_groups.learning_groups_delete
--   for delete, to authenticated, using (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:delete'::text) AS tenants_allowing)))
create policy learning_groups_delete on public.learning_groups
for delete to authenticated
using (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:delete'::text) AS tenants_allowing)));
comment on policy learning_groups_delete on public.learning_groups is 'Deleting is for admins and roles that were given it, not for editors as such';

-- 154/297 create policy public.learning_groups.learning_groups_insert
--   for insert, to authenticated, check (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:edit'::text) AS tenants_allowing)))
create policy learning_groups_insert on public.learning_groups
for insert to authenticated
with check (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing)));
comment on policy learning_groups_insert on public.learning_groups is 'Editors set up groups in their tenants';

-- 155/297 create policy public.learning_groups.learning_groups_select
--   for select, to authenticated, using ((id = ANY (ARRAY( SELECT private.joined_groups() AS
--     joined_groups))) OR (tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:edit'::text) AS tenants_allowing))) OR ((facilitator_id = (
--     SELECT auth.uid() AS uid)) AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS
--     my_tenants)))))
create policy learning_groups_select on public.learning_groups
for select to authenticated
using ((id = ANY (ARRAY( SELECT private.joined_groups() AS joined_groups))) OR (tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))) OR ((facilitator_id = ( SELECT auth.uid() AS uid)) AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants)))));
comment on policy learning_groups_select on public.learning_groups is 'Learners see the groups they are in, facilitators theirs, editors all of their tenants';

-- 156/297 create policy public.learning_groups.learning_groups_update
--   for update, to authenticated, using ((tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:edit'::text) AS tenants_allowing))) OR ((facilitator_id = (
--     SELECT auth.uid() AS uid)) AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS
--     my_tenants))))), check ((tenant_id = ANY (ARRAY( SELECT
--     private.tenants_allowing('content:edit'::text) AS tenants_allowing))) OR ((facilitator_id = (
--     SELECT auth.uid() AS uid)) AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS
--     my_tenants)))))
create policy learning_groups_update on public.learning_groups
for update to authenticated
using ((tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))) OR ((facilitator_id = ( SELECT auth.uid() AS uid)) AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants)))))
with check ((tenant_id = ANY (ARRAY( SELECT private.tenants_allowing('content:edit'::text) AS tenants_allowing))) OR ((facilitator_id = ( SELECT auth.uid() AS uid)) AND (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants)))));
comment on policy learning_groups_update on public.learning_groups is 'Editors and the facilitator run the group; only editors hand it to another facilitator';

-- 157/297 create policy public.learning_progress.learning_progress_insert
--   for insert, to authenticated, check (user_id = ( SELECT auth.uid() AS uid))
--   locks: ACCESS EXCLUSIVE on public.learning_progress
create policy learning_progress_insert on public.learning_progress
for insert to authenticated
with check (user_id = ( SELECT auth.uid() AS uid));
comment on policy learning_progress_insert on public.learning_progress is 'Learners record their own progress';

-- 158/297 create policy public.learning_progress.learning_progress_select
--   for select, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR (user_id = ANY
--     (ARRAY( SELECT private.my_wards() AS my_wards))))
--   locks: ACCESS EXCLUSIVE on public.learning_progress
create policy learning_progress_select on public.learning_progress
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (user_id = ANY (ARRAY( SELECT private.my_wards() AS my_wards))));
comment on policy learning_progress_select on public.learning_progress is 'Learners see their own progress, approved guardians that of their wards';

-- 159/297 create policy public.learning_progress.learning_progress_update
--   for update, to authenticated, using (user_id = ( SELECT auth.uid() AS uid)), check (user_id = (
--     SELECT auth.uid() AS uid))
--   locks: ACCESS EXCLUSIVE on public.learning_progress
create policy learning_progress_update on public.learning_progress
for update to authenticated
using (user_id = ( SELECT auth.uid() AS uid))
with check (user_id = ( SELECT auth.uid() AS uid));
comment on policy learning_progress_update on public.learning_progress is 'Learners move their own progress on; it is not theirs to delete';

-- 160/297 create policy public.lessons.lessons_delete
--   for delete, to authenticated, using of 3 lines
--   locks: ACCESS EXCLUSIVE on public.lessons
create policy lessons_delete on public.lessons
for delete to authenticated
using (module_id IN ( SELECT m.id
   FROM public.content_modules m
  WHERE (m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing)))));
comment on policy lessons_delete on public.lessons is 'Deleting is for admins and roles that were given it, not for editors as such';

-- 161/297 create policy public.lessons.lessons_insert
--   for insert, to authenticated, check of 3 lines
--   locks: ACCESS EXCLUSIVE on public.lessons
create policy lessons_insert on public.lessons
for insert to authenticated
with check (module_id IN ( SELECT m.id
   FROM public.content_modules m
  WHERE ((m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:create'::text) AS platforms_allowing))) AND ((lessons.is_published IS NOT TRUE) OR (m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing)))))));
comment on policy lessons_insert on public.lessons is 'Editors add lessons to modules of their platforms; a published one takes the right to publish';

-- 162/297 create policy public.lessons.lessons_select
--   for select, to authenticated, using of 4 lines
--   locks: ACCESS EXCLUSIVE on public.lessons
create policy lessons_select on public.lessons
for select to authenticated
using ((is_published AND (module_id IN ( SELECT m.id
   FROM public.content_modules m))) OR (module_id IN ( SELECT m.id
   FROM public.content_modules m
  WHERE (m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))))));
comment on policy lessons_select on public.lessons is 'Members read published lessons of modules that they can see, editors all lessons of their platforms';

-- 163/297 create policy public.lessons.lessons_update
--   for update, to authenticated, using of 3 lines, check of 3 lines
--   locks: ACCESS EXCLUSIVE on public.lessons
create policy lessons_update on public.lessons
for update to authenticated
using (module_id IN ( SELECT m.id
   FROM public.content_modules m
  WHERE (m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing)))))
with check (module_id IN ( SELECT m.id
   FROM public.content_modules m
  WHERE ((m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))) AND ((lessons.is_published IS NOT TRUE) OR (m.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing)))))));
comment on policy lessons_update on public.lessons is 'Editors change lessons of their platforms; what is published afterwards takes the right to publish';

-- 164/297 create policy public.permissions.permissions_select
--   for select, to authenticated, using of 2 lines
--   locks: ACCESS EXCLUSIVE on public.permissions
create policy permissions_select on public.permissions
for select to authenticated
using (EXISTS ( SELECT 1
   FROM private.my_tenants() my_tenants(my_tenants)));
comment on policy permissions_select on public.permissions is 'Members of any tenant see what can be allowed; the list itself is changed by service_role only';

-- 165/297 create policy public.profiles.profiles_insert
--   for insert, to authenticated, check ((id = ( SELECT auth.uid() AS uid)) AND (email = ( SELECT
--     private.own_email() AS own_email)))
--   locks: ACCESS EXCLUSIVE on public.profiles
create policy profiles_insert on public.profiles
for insert to authenticated
with check ((id = ( SELECT auth.uid() AS uid)) AND (email = ( SELECT private.own_email() AS own_email)));
comment on policy profiles_insert on public.profiles is 'Everyone makes their own profile, under the address they are registered with and nobody else''s';

-- 166/297 create policy public.profiles.profiles_select
--   for select, to authenticated, using ((id = ( SELECT auth.uid() AS uid)) OR (id = ANY (ARRAY(
--     SELECT private.my_wards() AS my_wards))) OR (id = ANY (ARRAY( SELECT
--     private.viewable_people() AS viewable_people))))
--   locks: ACCESS EXCLUSIVE on public.profiles
create policy profiles_select on public.profiles
for select to authenticated
using ((id = ( SELECT auth.uid() AS uid)) OR (id = ANY (ARRAY( SELECT private.my_wards() AS my_wards))) OR (id = ANY (ARRAY( SELECT private.viewable_people() AS viewable_people))));
comment on policy profiles_select on public.profiles is 'The person, their approved guardians, and those who may view users in a tenant of theirs. Other members see the public columns, in view member_profiles';

-- 167/297 create policy public.profiles.profiles_update
--   for update, to authenticated, using (id = ( SELECT auth.uid() AS uid)), check (id = ( SELECT
--     auth.uid() AS uid))
--   locks: ACCESS EXCLUSIVE on public.profiles
create policy profiles_update on public.profiles
for update to authenticated
using (id = ( SELECT auth.uid() AS uid))
with check (id = ( SELECT auth.uid() AS uid));
comment on policy profiles_update on public.profiles is 'Everyone changes their own profile, in the columns granted; guardians and admins only look';

-- 168/297 create policy public.resources.resources_delete
--   for delete, to authenticated, using (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:delete'::text) AS platforms_allowing)))
--   locks: ACCESS EXCLUSIVE on public.resources
create policy resources_delete on public.resources
for delete to authenticated
using (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing)));
comment on policy resources_delete on public.resources is 'Deleting is for admins and roles that were given it, not for editors as such';

-- 169/297 create policy public.resources.resources_insert
--   for insert, to authenticated, check ((platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:create'::text) AS platforms_allowing))) AND
--     ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:publish'::text) AS platforms_allowing)))))
--   locks: ACCESS EXCLUSIVE on public.resources
create policy resources_insert on public.resources
for insert to authenticated
with check ((platform = ANY (ARRAY( SELECT private.platforms_allowing('content:create'::text) AS platforms_allowing))) AND ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing)))));
comment on policy resources_insert on public.resources is 'Editors add resources to their platforms; a published one takes the right to publish';

-- 170/297 create policy public.resources.resources_select
--   for select, to authenticated, using ((is_published AND (platform = ANY (ARRAY( SELECT
--     private.my_platforms() AS my_platforms)))) OR (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:edit'::text) AS platforms_allowing))))
--   locks: ACCESS EXCLUSIVE on public.resources
create policy resources_select on public.resources
for select to authenticated
using ((is_published AND (platform = ANY (ARRAY( SELECT private.my_platforms() AS my_platforms)))) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))));
comment on policy resources_select on public.resources is 'Members read what their platforms have published, editors also the drafts';

-- 171/297 create policy public.resources.resources_update
--   for update, to authenticated, using (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:edit'::text) AS platforms_allowing))), check ((platform =
--     ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing)))
--     AND ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:publish'::text) AS platforms_allowing)))))
--   locks: ACCESS EXCLUSIVE on public.resources
create policy resources_update on public.resources
for update to authenticated
using (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing)))
with check ((platform = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))) AND ((is_published IS NOT TRUE) OR (platform = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing)))));
comment on policy resources_update on public.resources is 'Editors change resources of their platforms; what is published afterwards takes the right to publish';

-- 172/297 create policy public.role_permissions.role_permissions_delete
--   for delete, to authenticated, using of 3 lines
--   locks: ACCESS EXCLUSIVE on public.role_permissions
create policy role_permissions_delete on public.role_permissions
for delete to authenticated
using (tenant_role_id IN ( SELECT r.id
   FROM public.tenant_roles r
  WHERE (r.tenant_id = ANY (ARRAY( SELECT private.admin_tenants() AS admin_tenants)))));
comment on policy role_permissions_delete on public.role_permissions is 'Admins take permissions back; there is nothing in such a row to update';

-- 173/297 create policy public.role_permissions.role_permissions_insert
--   for insert, to authenticated, check of 3 lines
--   locks: ACCESS EXCLUSIVE on public.role_permissions
create policy role_permissions_insert on public.role_permissions
for insert to authenticated
with check (tenant_role_id IN ( SELECT r.id
   FROM public.tenant_roles r
  WHERE (r.tenant_id = ANY (ARRAY( SELECT private.admin_tenants() AS admin_tenants)))));
comment on policy role_permissions_insert on public.role_permissions is 'Admins allow things to the roles of their tenants';

-- 174/297 create policy public.role_permissions.role_permissions_select
--   for select, to authenticated, using of 2 lines
--   locks: ACCESS EXCLUSIVE on public.role_permissions
create policy role_permissions_select on public.role_permissions
for select to authenticated
using (tenant_role_id IN ( SELECT r.id
   FROM public.tenant_roles r));
comment on policy role_permissions_select on public.role_permissions is 'Members see what the roles of their tenants may do';

-- 175/297 create policy public.shared_content.shared_content_delete
--   for delete, to authenticated, using (('hub'::text = ANY (ARRAY( SELECT
--     private.platforms_allowing('content:delete'::text) AS platforms_allowing))) OR ((author_id =
--     ( SELECT auth.uid() AS uid)) AND (is_published IS NOT TRUE)))
--   locks: ACCESS EXCLUSIVE on public.shared_content
create policy shared_content_delete on public.shared_content
for delete to authenticated
using (('hub'::text = ANY (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing))) OR ((author_id = ( SELECT auth.uid() AS uid)) AND (is_published IS NOT TRUE)));
comment on policy shared_content_delete on public.shared_content is 'Authors drop their drafts, hub''s admins anything';

-- 176/297 create policy public.shared_content.shared_content_insert
--   for insert, to authenticated, check of 2 lines
--   locks: ACCESS EXCLUSIVE on public.shared_content
create policy shared_content_insert on public.shared_content
for insert to authenticated
with check (('hub'::text = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing))) OR ((author_id = ( SELECT auth.uid() AS uid)) AND (is_published IS NOT TRUE) AND (EXISTS ( SELECT 1
   FROM private.tenants_allowing('content:create'::text) tenants_allowing(tenants_allowing)))));
comment on policy shared_content_insert on public.shared_content is 'Editors of any tenant draft under their own name; hub''s publish';

-- 177/297 create policy public.shared_content.shared_content_select
--   for select, to authenticated, using of 2 lines
--   locks: ACCESS EXCLUSIVE on public.shared_content
create policy shared_content_select on public.shared_content
for select to authenticated
using ((is_published AND (EXISTS ( SELECT 1
   FROM private.my_tenants() my_tenants(my_tenants)))) OR (author_id = ( SELECT auth.uid() AS uid)) OR ('hub'::text = ANY (ARRAY( SELECT private.platforms_allowing('content:edit'::text) AS platforms_allowing))));
comment on policy shared_content_select on public.shared_content is 'Members of any tenant read what is published, authors their own, editors of hub everything';

-- 178/297 create policy public.shared_content.shared_content_update
--   for update, to authenticated, using of 2 lines, check of 2 lines
--   locks: ACCESS EXCLUSIVE on public.shared_content
create policy shared_content_update on public.shared_content
for update to authenticated
using (('hub'::text = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing))) OR ((author_id = ( SELECT auth.uid() AS uid)) AND (is_published IS NOT TRUE) AND (EXISTS ( SELECT 1
   FROM private.tenants_allowing('content:edit'::text) tenants_allowing(tenants_allowing)))))
with check (('hub'::text = ANY (ARRAY( SELECT private.platforms_allowing('content:publish'::text) AS platforms_allowing))) OR ((author_id = ( SELECT auth.uid() AS uid)) AND (is_published IS NOT TRUE) AND (EXISTS ( SELECT 1
   FROM private.tenants_allowing('content:edit'::text) tenants_allowing(tenants_allowing)))));
comment on policy shared_content_update on public.shared_content is 'Authors work on their drafts while they are editors somewhere; hub''s editors publish and change anything';

-- 179/297 create policy public.social_interactions.social_interactions_delete
--   for delete, to authenticated, using of 3 lines
--   locks: ACCESS EXCLUSIVE on public.social_interactions
create policy social_interactions_delete on public.social_interactions
for delete to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (activity_id IN ( SELECT a.id
   FROM public.activity_feed a
  WHERE (a.platform = ANY (ARRAY( SELECT private.platforms_allowing('content:delete'::text) AS platforms_allowing))))));
comment on policy social_interactions_delete on public.social_interactions is 'People delete their own interactions; those who may delete content moderate';

-- 180/297 create policy public.social_interactions.social_interactions_insert
--   for insert, to authenticated, check of 2 lines
--   locks: ACCESS EXCLUSIVE on public.social_interactions
create policy social_interactions_insert on public.social_interactions
for insert to authenticated
with check ((user_id = ( SELECT auth.uid() AS uid)) AND (activity_id IN ( SELECT a.id
   FROM public.activity_feed a)));
comment on policy social_interactions_insert on public.social_interactions is 'People react in their own name, to activities that they see';

-- 181/297 create policy public.social_interactions.social_interactions_select
--   for select, to authenticated, using of 2 lines
--   locks: ACCESS EXCLUSIVE on public.social_interactions
create policy social_interactions_select on public.social_interactions
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (activity_id IN ( SELECT a.id
   FROM public.activity_feed a)));
comment on policy social_interactions_select on public.social_interactions is 'Everyone sees their own interactions, and those on activities that they see';

-- 182/297 create policy public.social_interactions.social_interactions_update
--   for update, to authenticated, using (user_id = ( SELECT auth.uid() AS uid)), check of 2 lines
--   locks: ACCESS EXCLUSIVE on public.social_interactions
create policy social_interactions_update on public.social_interactions
for update to authenticated
using (user_id = ( SELECT auth.uid() AS uid))
with check ((user_id = ( SELECT auth.uid() AS uid)) AND (activity_id IN ( SELECT a.id
   FROM public.activity_feed a)));
comment on policy social_interactions_update on public.social_interactions is 'People change their own interactions';

-- 183/297 create policy public.subscription_history.subscription_history_select
--   for select, to authenticated, using of 2 lines
create policy subscription_history_select on public.subscription_history
for select to authenticated
using (subscription_id IN ( SELECT s.id
   FROM public.subscriptions s));
comment on policy subscription_history_select on public.subscription_history is 'Who sees a subscription sees its history';

-- 184/297 create policy public.subscriptions.subscriptions_select
--   for select, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR (tenant_id =
--     ANY (ARRAY( SELECT private.admin_tenants() AS admin_tenants))))
create policy subscriptions_select on public.subscriptions
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (tenant_id = ANY (ARRAY( SELECT private.admin_tenants() AS admin_tenants))));
comment on policy subscriptions_select on public.subscriptions is 'Subscribers see their own subscriptions, admins those to their tenants';

-- 185/297 create policy public.tenant_roles.tenant_roles_delete
--   for delete, to authenticated, using private.is_tenant_admin(tenant_id)
--   locks: ACCESS EXCLUSIVE on public.tenant_roles
create policy tenant_roles_delete on public.tenant_roles
for delete to authenticated
using (private.is_tenant_admin(tenant_id));
comment on policy tenant_roles_delete on public.tenant_roles is 'Admins remove roles that nobody holds';

-- 186/297 create policy public.tenant_roles.tenant_roles_insert
--   for insert, to authenticated, check private.is_tenant_admin(tenant_id)
--   locks: ACCESS EXCLUSIVE on public.tenant_roles
create policy tenant_roles_insert on public.tenant_roles
for insert to authenticated
with check (private.is_tenant_admin(tenant_id));
comment on policy tenant_roles_insert on public.tenant_roles is 'Admins make roles; a permission to do so would let a role raise itself to admin';

-- 187/297 create policy public.tenant_roles.tenant_roles_select
--   for select, to authenticated, using (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS
--     my_tenants)))
--   locks: ACCESS EXCLUSIVE on public.tenant_roles
create policy tenant_roles_select on public.tenant_roles
for select to authenticated
using (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants)));
comment on policy tenant_roles_select on public.tenant_roles is 'Members see which roles their tenant has';

-- 188/297 create policy public.tenant_roles.tenant_roles_update
--   for update, to authenticated, using private.is_tenant_admin(tenant_id), check
--     private.is_tenant_admin(tenant_id)
--   locks: ACCESS EXCLUSIVE on public.tenant_roles
create policy tenant_roles_update on public.tenant_roles
for update to authenticated
using (private.is_tenant_admin(tenant_id))
with check (private.is_tenant_admin(tenant_id));
comment on policy tenant_roles_update on public.tenant_roles is 'Admins change roles, and cannot move one to a tenant that is not theirs';

-- 189/297 create policy public.tenant_users.tenant_users_delete
--   for delete, to authenticated, using private.is_tenant_admin(tenant_id)
--   locks: ACCESS EXCLUSIVE on public.tenant_users
create policy tenant_users_delete on public.tenant_users
for delete to authenticated
using (private.is_tenant_admin(tenant_id));
comment on policy tenant_users_delete on public.tenant_users is 'Admins remove members';

-- 190/297 create policy public.tenant_users.tenant_users_insert
--   for insert, to authenticated, check private.is_tenant_admin(tenant_id)
--   locks: ACCESS EXCLUSIVE on public.tenant_users
create policy tenant_users_insert on public.tenant_users
for insert to authenticated
with check (private.is_tenant_admin(tenant_id));
comment on policy tenant_users_insert on public.tenant_users is 'Admins take people in; nobody joins a tenant on their own';

-- 191/297 create policy public.tenant_users.tenant_users_select
--   for select, to authenticated, using ((user_id = ( SELECT auth.uid() AS uid)) OR (tenant_id =
--     ANY (ARRAY( SELECT private.my_tenants() AS my_tenants))))
--   locks: ACCESS EXCLUSIVE on public.tenant_users
create policy tenant_users_select on public.tenant_users
for select to authenticated
using ((user_id = ( SELECT auth.uid() AS uid)) OR (tenant_id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants))));
comment on policy tenant_users_select on public.tenant_users is 'Everyone sees their own memberships, and members the memberships of their tenants';

-- 192/297 create policy public.tenant_users.tenant_users_update
--   for update, to authenticated, using private.is_tenant_admin(tenant_id), check
--     private.is_tenant_admin(tenant_id)
--   locks: ACCESS EXCLUSIVE on public.tenant_users
create policy tenant_users_update on public.tenant_users
for update to authenticated
using (private.is_tenant_admin(tenant_id))
with check (private.is_tenant_admin(tenant_id));
comment on policy tenant_users_update on public.tenant_users is 'Admins give roles and suspend; the members themselves change nothing here, or they would be admins';

-- 193/297 create policy public.tenants.tenants_select
--   for select, to authenticated, using (id = ANY (ARRAY( SELECT private.my_tenants() AS
--     my_tenants)))
--   locks: ACCESS EXCLUSIVE on public.tenants
create policy tenants_select on public.tenants
for select to authenticated
using (id = ANY (ARRAY( SELECT private.my_tenants() AS my_tenants)));
comment on policy tenants_select on public.tenants is 'Members see their tenants, settings and branding included, because the application needs them';

-- 194/297 create policy public.tenants.tenants_update
--   for update, to authenticated, using (id = ANY (ARRAY( SELECT
--     private.tenants_allowing('settings:manage'::text) AS tenants_allowing))), check (id = ANY
--     (ARRAY( SELECT private.tenants_allowing('settings:manage'::text) AS tenants_allowing)))
--   locks: ACCESS EXCLUSIVE on public.tenants
create policy tenants_update on public.tenants
for update to authenticated
using (id = ANY (ARRAY( SELECT private.tenants_allowing('settings:manage'::text) AS tenants_allowing)))
with check (id = ANY (ARRAY( SELECT private.tenants_allowing('settings:manage'::text) AS tenants_allowing)));
comment on policy tenants_update on public.tenants is 'Admins, and roles with settings:manage, change how their tenant looks and behaves';

-- 195/297 change grants of table public.activity_feed
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.activity_feed from anon;
revoke truncate, references, trigger on table public.activity_feed from authenticated;

-- 196/297 change grants of table public.analytics_summaries
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select
revoke all on table public.analytics_summaries from anon;
revoke insert, update, delete, truncate, references, trigger on table public.analytics_summaries from authenticated;

-- 197/297 change grants of table public.audit_logs
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select
revoke all on table public.audit_logs from anon;
revoke insert, update, delete, truncate, references, trigger on table public.audit_logs from authenticated;

-- 198/297 change grants of table public.content_categories
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select
revoke all on table public.content_categories from anon;
revoke insert, update, delete, truncate, references, trigger on table public.content_categories from authenticated;

-- 199/297 change grants of table public.content_modules
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.content_modules from anon;
revoke truncate, references, trigger on table public.content_modules from authenticated;

-- 200/297 change grants of table public.content_versions
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert
revoke all on table public.content_versions from anon;
revoke update, delete, truncate, references, trigger on table public.content_versions from authenticated;

-- 201/297 set grants of column public.content_versions.review_notes
grant update (review_notes) on table public.content_versions to authenticated;

-- 202/297 set grants of column public.content_versions.reviewed_at
grant update (reviewed_at) on table public.content_versions to authenticated;

-- 203/297 set grants of column public.content_versions.reviewed_by
grant update (reviewed_by) on table public.content_versions to authenticated;

-- 204/297 set grants of column public.content_versions.status
grant update (status) on table public.content_versions to authenticated;

-- 205/297 change grants of table public.learning_progress
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update
revoke all on table public.learning_progress from anon;
revoke delete, truncate, references, trigger on table public.learning_progress from authenticated;

-- 206/297 change grants of table public.lessons
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.lessons from anon;
revoke truncate, references, trigger on table public.lessons from authenticated;

-- 207/297 change grants of table public.permissions
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select
revoke all on table public.permissions from anon;
revoke insert, update, delete, truncate, references, trigger on table public.permissions from authenticated;

-- 208/297 change grants of table public.profiles
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select
revoke all on table public.profiles from anon;
revoke insert, update, delete, truncate, references, trigger on table public.profiles from authenticated;

-- 209/297 create column public.profiles.display_name
--   text, grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column display_name text;
grant insert (display_name), update (display_name) on table public.profiles to authenticated;

-- 210/297 create column public.profiles.interests
--   text[], grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column interests text[];
grant insert (interests), update (interests) on table public.profiles to authenticated;

-- 211/297 create column public.profiles.languages
--   text[], grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column languages text[];
grant insert (languages), update (languages) on table public.profiles to authenticated;

-- 212/297 create column public.profiles.last_seen_at
--   timestamp with time zone, grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column last_seen_at timestamp with time zone;
grant insert (last_seen_at), update (last_seen_at) on table public.profiles to authenticated;

-- 213/297 create column public.profiles.location
--   text, grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column location text;
grant insert (location), update (location) on table public.profiles to authenticated;

-- 214/297 create column public.profiles.profile_visibility
--   text, grants to authenticated, default 'public'::text
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column profile_visibility text default 'public'::text;
grant insert (profile_visibility), update (profile_visibility) on table public.profiles to authenticated;
comment on column public.profiles.profile_visibility is 'public = shown to fellow members by view member_profiles; anything else = not shown';

-- 215/297 create column public.profiles.skills
--   text[], grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column skills text[];
grant insert (skills), update (skills) on table public.profiles to authenticated;

-- 216/297 create column public.profiles.social_links
--   jsonb, grants to authenticated, default '{}'::jsonb
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column social_links jsonb default '{}'::jsonb;
grant insert (social_links), update (social_links) on table public.profiles to authenticated;

-- 217/297 create column public.profiles.timezone
--   text, grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column timezone text;
grant insert (timezone), update (timezone) on table public.profiles to authenticated;

-- 218/297 create column public.profiles.website
--   text, grants to authenticated
--   locks: ACCESS EXCLUSIVE on public.profiles
alter table public.profiles add column website text;
grant insert (website), update (website) on table public.profiles to authenticated;

-- 219/297 set grants of column public.profiles.avatar_url
grant insert (avatar_url), update (avatar_url) on table public.profiles to authenticated;

-- 220/297 set grants of column public.profiles.bio
grant insert (bio), update (bio) on table public.profiles to authenticated;

-- 221/297 set grants of column public.profiles.email
grant insert (email) on table public.profiles to authenticated;

-- 222/297 set grants of column public.profiles.full_name
grant insert (full_name), update (full_name) on table public.profiles to authenticated;

-- 223/297 set grants of column public.profiles.id
grant insert (id) on table public.profiles to authenticated;

-- 224/297 set grants of column public.profiles.updated_at
grant update (updated_at) on table public.profiles to authenticated;

-- 225/297 change grants of table public.resources
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.resources from anon;
revoke truncate, references, trigger on table public.resources from authenticated;

-- 226/297 change grants of table public.role_permissions
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, delete
revoke all on table public.role_permissions from anon;
revoke update, truncate, references, trigger on table public.role_permissions from authenticated;

-- 227/297 change grants of table public.shared_content
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.shared_content from anon;
revoke truncate, references, trigger on table public.shared_content from authenticated;

-- 228/297 change grants of table public.social_interactions
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.social_interactions from anon;
revoke truncate, references, trigger on table public.social_interactions from authenticated;

-- 229/297 change grants of table public.tenant_roles
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.tenant_roles from anon;
revoke truncate, references, trigger on table public.tenant_roles from authenticated;

-- 230/297 change grants of table public.tenant_users
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select, insert, update, delete
revoke all on table public.tenant_users from anon;
revoke truncate, references, trigger on table public.tenant_users from authenticated;

-- 231/297 change grants of table public.tenants
--   grants to anon: all -> (none)
--   grants to authenticated: all -> select
revoke all on table public.tenants from anon;
revoke insert, update, delete, truncate, references, trigger on table public.tenants from authenticated;

-- 232/297 set grants of column public.tenants.branding
grant update (branding) on table public.tenants to authenticated;

-- 233/297 set grants of column public.tenants.description
grant update (description) on table public.tenants to authenticated;

-- 234/297 set grants of column public.tenants.name
grant update (name) on table public.tenants to authenticated;

-- 235/297 set grants of column public.tenants.settings
grant update (settings) on table public.tenants to authenticated;

-- 236/297 set grants of column public.tenants.updated_at
grant update (updated_at) on table public.tenants to authenticated;

-- 237/297 set comment of table public.activity_feed
comment on table public.activity_feed is 'What people do on a platform';

-- 238/297 set comment of table public.analytics_summaries
comment on table public.analytics_summaries is 'Figures per platform and period; platform all sums up the whole network';

-- 239/297 set comment of table public.audit_logs
comment on table public.audit_logs is 'Who changed what; written by service_role only';

-- 240/297 set comment of table public.content_categories
comment on table public.content_categories is 'Categories of shared content; the same for all tenants';

-- 241/297 set comment of table public.content_modules
comment on table public.content_modules is 'Courses of a platform, made of lessons';

-- 242/297 set comment of table public.content_versions
comment on table public.content_versions is 'Earlier and proposed versions of content, with their review';

-- 243/297 set comment of table public.learning_progress
comment on table public.learning_progress is 'How far a person is with a piece of content';

-- 244/297 set comment of table public.lessons
comment on table public.lessons is 'Parts of a module';

-- 245/297 set comment of table public.permissions
comment on table public.permissions is 'What a role can be allowed to do; the same list for all tenants';

-- 246/297 set comment of table public.profiles
comment on table public.profiles is 'One row a person, beside the account in auth.users';

-- 247/297 set comment of table public.resources
comment on table public.resources is 'Links, files and texts of a platform';

-- 248/297 set comment of table public.role_permissions
comment on table public.role_permissions is 'What each role of each tenant is allowed to do';

-- 249/297 set comment of table public.shared_content
comment on table public.shared_content is 'Content that all platforms show';

-- 250/297 set comment of table public.social_interactions
comment on table public.social_interactions is 'Reactions to and comments on activities';

-- 251/297 set comment of table public.tenant_roles
comment on table public.tenant_roles is 'Roles of each tenant; admin, editor and viewer have permissions by their slug';

-- 252/297 set comment of table public.tenant_users
comment on table public.tenant_users is 'Who is a member of which tenant, and in which role';

-- 253/297 set comment of table public.tenants
comment on table public.tenants is 'The platforms of the network; slug is what platform columns elsewhere hold';

-- 254/297 update 4 rows of table public.tenants
do $$
declare
    n bigint;
begin
    update public.tenants as t
    set settings = '{"limits": {"maxUsers": 10000, "storageGB": 50, "maxContentItems": 5000}, "features": {"analytics": true, "achievements": true, "userProfiles": true, "notifications": true, "contentSharing": true}, "security": {"mfa": false, "ssoEnabled": false, "passwordPolicy": "medium"}}',
        branding = v.branding::jsonb
    from (values
        ('ascenders', null, '{"colors": {"primary": "#123456"}}', '{"logo": {"full": "https://assets.neothink.io/ascenders/logo-full.png", "icon": "https://assets.neothink.io/ascenders/logo-icon.png"}, "fonts": {"body": "Roboto", "heading": "Montserrat"}, "colors": {"text": "#202124", "accent": "#FBBC05", "primary": "#123456", "secondary": "#34A853", "background": "#FFFFFF"}}'),
        ('hub', null, '{}', '{"logo": {"full": "https://assets.neothink.io/hub/logo-full.png", "icon": "https://assets.neothink.io/hub/logo-icon.png"}, "fonts": {"body": "Roboto", "heading": "Montserrat"}, "colors": {"text": "#202124", "accent": "#FBBC05", "primary": "#1A73E8", "secondary": "#34A853", "background": "#FFFFFF"}}'),
        ('immortals', '{}', '{}', '{"logo": {"full": "https://assets.neothink.io/immortals/logo-full.png", "icon": "https://assets.neothink.io/immortals/logo-icon.png"}, "fonts": {"body": "Roboto", "heading": "Montserrat"}, "colors": {"text": "#202124", "accent": "#FBBC05", "primary": "#673AB7", "secondary": "#34A853", "background": "#FFFFFF"}}'),
        ('neothinkers', '{}', '{}', '{"logo": {"full": "https://assets.neothink.io/neothinkers/logo-full.png", "icon": "https://assets.neothink.io/neothinkers/logo-icon.png"}, "fonts": {"body": "Roboto", "heading": "Montserrat"}, "colors": {"text": "#202124", "accent": "#FBBC05", "primary": "#009688", "secondary": "#34A853", "background": "#FFFFFF"}}')
    ) as v (slug, old_settings, old_branding, branding)
    where t.slug = v.slug
        and t.settings is not distinct from v.old_settings::jsonb
        and t.branding = v.old_branding::jsonb;
    get diagnostics n = row_count;
    if n <> 4 then
        raise exception 'drifted since planned: % of 4 rows of public.tenants are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;

-- 255/297 create foreign key public.assessments.assessments_tenant_id_fkey
--   columns tenant_id, references public.tenants (id)
--   locks: SHARE ROW EXCLUSIVE on public.tenants
alter table public.assessments add constraint assessments_tenant_id_fkey foreign key (tenant_id) references public.tenants (id);

-- 256/297 create foreign key public.learning_groups.learning_groups_tenant_id_fkey
--   columns tenant_id, references public.tenants (id)
--   locks: SHARE ROW EXCLUSIVE on public.tenants
alter table public.learning_groups add constraint learning_groups_tenant_id_fkey foreign key (tenant_id) references public.tenants (id);

-- 257/297 create foreign key public.subscriptions.subscriptions_tenant_id_fkey
--   columns tenant_id, references public.tenants (id)
--   locks: SHARE ROW EXCLUSIVE on public.tenants
alter table public.subscriptions add constraint subscriptions_tenant_id_fkey foreign key (tenant_id) references public.tenants (id);

-- 258/297 insert 4 rows of table public.content_types
do $$
declare
    n bigint;
begin
    insert into public.content_types (slug, name, description, is_system_type, schema)
    values
        ('text-article', 'Text Article', 'Simple text article with rich text support', 'true', '{"fields": [{"name": "title", "type": "string", "required": true}, {"name": "content", "type": "rich-text", "required": true}, {"name": "excerpt", "type": "string", "required": false}, {"name": "featured_image", "type": "image", "required": false}]}'),
        ('video-lesson', 'Video Lesson', 'Video-based lesson with transcript', 'true', '{"fields": [{"name": "title", "type": "string", "required": true}, {"name": "description", "type": "string", "required": true}, {"name": "video_url", "type": "string", "required": true}, {"name": "transcript", "type": "rich-text", "required": false}, {"name": "duration", "type": "number", "required": false}]}'),
        ('interactive-exercise', 'Interactive Exercise', 'Interactive exercise with questions', 'true', '{"fields": [{"name": "title", "type": "string", "required": true}, {"name": "description", "type": "string", "required": true}, {"name": "questions", "type": "array", "required": true}, {"name": "passing_score", "type": "number", "required": true}]}'),
        ('pdf-document', 'PDF Document', 'PDF document with summary', 'true', '{"fields": [{"name": "title", "type": "string", "required": true}, {"name": "description", "type": "string", "required": true}, {"name": "file_url", "type": "string", "required": true}, {"name": "summary", "type": "rich-text", "required": false}]}');
    get diagnostics n = row_count;
    if n <> 4 then
        raise exception 'drifted since planned: % of 4 rows of public.content_types are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;

-- 259/297 create foreign key public.content_modules.content_modules_content_type_id_fkey
--   columns content_type_id, references public.content_types (id)
--   locks: SHARE ROW EXCLUSIVE on public.content_modules
alter table public.content_modules add constraint content_modules_content_type_id_fkey foreign key (content_type_id) references public.content_types (id) not valid;

-- 260/297 create foreign key public.content_types.content_types_tenant_id_fkey
--   columns tenant_id, references public.tenants (id)
--   locks: SHARE ROW EXCLUSIVE on public.tenants
alter table public.content_types add constraint content_types_tenant_id_fkey foreign key (tenant_id) references public.tenants (id);

-- 261/297 create foreign key public.lessons.lessons_content_type_id_fkey
--   columns content_type_id, references public.content_types (id)
--   locks: SHARE ROW EXCLUSIVE on public.lessons
alter table public.lessons add constraint lessons_content_type_id_fkey foreign key (content_type_id) references public.content_types (id) not valid;

-- 262/297 create foreign key public.resources.resources_content_type_id_fkey
--   columns content_type_id, references public.content_types (id)
--   locks: SHARE ROW EXCLUSIVE on public.resources
alter table public.resources add constraint resources_content_type_id_fkey foreign key (content_type_id) references public.content_types (id) not valid;

-- 263/297 insert 5 rows of table public.languages
do $$
declare
    n bigint;
begin
    insert into public.languages (code, name, is_active, is_default)
    values
        ('en', 'English', 'true', 'true'),
        ('es', 'Spanish', 'true', 'false'),
        ('fr', 'French', 'true', 'false'),
        ('de', 'German', 'true', 'false'),
        ('zh', 'Chinese', 'true', 'false');
    get diagnostics n = row_count;
    if n <> 5 then
        raise exception 'drifted since planned: % of 5 rows of public.languages are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;

-- 264/297 create foreign key public.content_translations.content_translations_language_code_fkey
--   columns language_code, references public.languages (code)
alter table public.content_translations add constraint content_translations_language_code_fkey foreign key (language_code) references public.languages (code);

-- 265/297 insert 14 rows of table public.permissions
do $$
declare
    n bigint;
begin
    insert into public.permissions (slug, name, description, resource_type)
    values
        ('content:view', 'View Content', 'Can view content', 'content'),
        ('content:edit', 'Edit Content', 'Can edit content', 'content'),
        ('content:create', 'Create Content', 'Can create content', 'content'),
        ('content:delete', 'Delete Content', 'Can delete content', 'content'),
        ('content:publish', 'Publish Content', 'Can publish content', 'content'),
        ('content:review', 'Review Content', 'Can review content', 'content'),
        ('users:manage', 'Manage Users', 'Can manage users', 'users'),
        ('users:view', 'View Users', 'Can view users', 'users'),
        ('roles:manage', 'Manage Roles', 'Can manage roles', 'roles'),
        ('settings:manage', 'Manage Settings', 'Can manage tenant settings', 'settings'),
        ('analytics:view', 'View Analytics', 'Can view analytics', 'analytics'),
        ('data:export', 'Export Data', 'Can export data', 'data'),
        ('data:import', 'Import Data', 'Can import data', 'data'),
        ('integrations:manage', 'Manage Integrations', 'Can manage integrations', 'integrations');
    get diagnostics n = row_count;
    if n <> 14 then
        raise exception 'drifted since planned: % of 14 rows of public.permissions are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;

-- 266/297 insert 88 rows of table public.role_permissions
do $$
declare
    n bigint;
begin
    insert into public.role_permissions (permission_id, tenant_role_id)
    select permission.id, tenant_role.id
    from (values
        ('content:view', 'ascenders', 'admin'),
        ('content:view', 'hub', 'admin'),
        ('content:view', 'immortals', 'admin'),
        ('content:view', 'neothinkers', 'admin'),
        ('content:edit', 'ascenders', 'admin'),
        ('content:edit', 'hub', 'admin'),
        ('content:edit', 'immortals', 'admin'),
        ('content:edit', 'neothinkers', 'admin'),
        ('content:create', 'ascenders', 'admin'),
        ('content:create', 'hub', 'admin'),
        ('content:create', 'immortals', 'admin'),
        ('content:create', 'neothinkers', 'admin'),
        ('content:delete', 'ascenders', 'admin'),
        ('content:delete', 'hub', 'admin'),
        ('content:delete', 'immortals', 'admin'),
        ('content:delete', 'neothinkers', 'admin'),
        ('content:publish', 'ascenders', 'admin'),
        ('content:publish', 'hub', 'admin'),
        ('content:publish', 'immortals', 'admin'),
        ('content:publish', 'neothinkers', 'admin'),
        ('content:review', 'ascenders', 'admin'),
        ('content:review', 'hub', 'admin'),
        ('content:review', 'immortals', 'admin'),
        ('content:review', 'neothinkers', 'admin'),
        ('users:manage', 'ascenders', 'admin'),
        ('users:manage', 'hub', 'admin'),
        ('users:manage', 'immortals', 'admin'),
        ('users:manage', 'neothinkers', 'admin'),
        ('users:view', 'ascenders', 'admin'),
        ('users:view', 'hub', 'admin'),
        ('users:view', 'immortals', 'admin'),
        ('users:view', 'neothinkers', 'admin'),
        ('roles:manage', 'ascenders', 'admin'),
        ('roles:manage', 'hub', 'admin'),
        ('roles:manage', 'immortals', 'admin'),
        ('roles:manage', 'neothinkers', 'admin'),
        ('settings:manage', 'ascenders', 'admin'),
        ('settings:manage', 'hub', 'admin'),
        ('settings:manage', 'immortals', 'admin'),
        ('settings:manage', 'neothinkers', 'admin'),
        ('analytics:view', 'ascenders', 'admin'),
        ('analytics:view', 'hub', 'admin'),
        ('analytics:view', 'immortals', 'admin'),
        ('analytics:view', 'neothinkers', 'admin'),
        ('data:export', 'ascenders', 'admin'),
        ('data:export', 'hub', 'admin'),
        ('data:export', 'immortals', 'admin'),
        ('data:export', 'neothinkers', 'admin'),
        ('data:import', 'ascenders', 'admin'),
        ('data:import', 'hub', 'admin'),
        ('data:import', 'immortals', 'admin'),
        ('data:import', 'neothinkers', 'admin'),
        ('integrations:manage', 'ascenders', 'admin'),
        ('integrations:manage', 'hub', 'admin'),
        ('integrations:manage', 'immortals', 'admin'),
        ('integrations:manage', 'neothinkers', 'admin'),
        ('content:view', 'ascenders', 'editor'),
        ('content:view', 'hub', 'editor'),
        ('content:view', 'immortals', 'editor'),
        ('content:view', 'neothinkers', 'editor'),
        ('content:edit', 'ascenders', 'editor'),
        ('content:edit', 'hub', 'editor'),
        ('content:edit', 'immortals', 'editor'),
        ('content:edit', 'neothinkers', 'editor'),
        ('content:create', 'ascenders', 'editor'),
        ('content:create', 'hub', 'editor'),
        ('content:create', 'immortals', 'editor'),
        ('content:create', 'neothinkers', 'editor'),
        ('content:publish', 'ascenders', 'editor'),
        ('content:publish', 'hub', 'editor'),
        ('content:publish', 'immortals', 'editor'),
        ('content:publish', 'neothinkers', 'editor'),
        ('users:view', 'ascenders', 'editor'),
        ('users:view', 'hub', 'editor'),
        ('users:view', 'immortals', 'editor'),
        ('users:view', 'neothinkers', 'editor'),
        ('analytics:view', 'ascenders', 'editor'),
        ('analytics:view', 'hub', 'editor'),
        ('analytics:view', 'immortals', 'editor'),
        ('analytics:view', 'neothinkers', 'editor'),
        ('content:view', 'ascenders', 'viewer'),
        ('content:view', 'hub', 'viewer'),
        ('content:view', 'immortals', 'viewer'),
        ('content:view', 'neothinkers', 'viewer'),
        ('analytics:view', 'ascenders', 'viewer'),
        ('analytics:view', 'hub', 'viewer'),
        ('analytics:view', 'immortals', 'viewer'),
        ('analytics:view', 'neothinkers', 'viewer')
    ) as v (permission_slug, tenant_slug, tenant_role_slug)
    join public.permissions as permission on permission.slug = v.permission_slug
    join public.tenants as tenant on tenant.slug = v.tenant_slug
    join public.tenant_roles as tenant_role on tenant_role.tenant_id = tenant.id and tenant_role.slug = v.tenant_role_slug;
    get diagnostics n = row_count;
    if n <> 88 then
        raise exception 'drifted since planned: % of 88 rows of public.role_permissions are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$;

commit;

-- Unit 2 of 31: cannot run inside a transaction

set lock_timeout = 0;
set statement_timeout = 0;

-- 267/297 create index public.activity_feed.idx_activity_feed_platform
--   columns platform
--   nobody waits: scans public.activity_feed (size not known)
create index concurrently idx_activity_feed_platform on public.activity_feed (platform);


-- Unit 3 of 31: cannot run inside a transaction

-- 268/297 create index public.activity_feed.idx_activity_feed_user_id
--   columns user_id
--   nobody waits: scans public.activity_feed (size not known)
create index concurrently idx_activity_feed_user_id on public.activity_feed (user_id);


-- Unit 4 of 31: cannot run inside a transaction

-- 269/297 create index public.analytics_summaries.analytics_summaries_daily_engagement
--   columns (platform, summary_type, time_period, start_date, end_date), unique, where ((platform =
--     'all'::text) AND (summary_type = 'engagement'::text))
--   nobody waits: scans public.analytics_summaries (size not known)
create unique index concurrently analytics_summaries_daily_engagement on public.analytics_summaries (platform, summary_type, time_period, start_date, end_date) where ((platform = 'all'::text) AND (summary_type = 'engagement'::text));


-- Unit 5 of 31: cannot run inside a transaction

-- 270/297 create index public.analytics_summaries.idx_analytics_summaries_platform
--   columns platform
--   nobody waits: scans public.analytics_summaries (size not known)
create index concurrently idx_analytics_summaries_platform on public.analytics_summaries (platform);


-- Unit 6 of 31: cannot run inside a transaction

-- 271/297 create index public.audit_logs.idx_audit_logs_entity_id
--   columns entity_id
--   nobody waits: scans public.audit_logs (size not known)
create index concurrently idx_audit_logs_entity_id on public.audit_logs (entity_id);


-- Unit 7 of 31: cannot run inside a transaction

-- 272/297 create index public.audit_logs.idx_audit_logs_user_id
--   columns user_id
--   nobody waits: scans public.audit_logs (size not known)
create index concurrently idx_audit_logs_user_id on public.audit_logs (user_id);


-- Unit 8 of 31: cannot run inside a transaction

-- 273/297 create index public.content_modules.idx_content_modules_content_type_id
--   columns content_type_id
--   nobody waits: scans public.content_modules (size not known)
create index concurrently idx_content_modules_content_type_id on public.content_modules (content_type_id);


-- Unit 9 of 31: cannot run inside a transaction

-- 274/297 create index public.content_modules.idx_content_modules_platform
--   columns platform
--   nobody waits: scans public.content_modules (size not known)
create index concurrently idx_content_modules_platform on public.content_modules (platform);


-- Unit 10 of 31: cannot run inside a transaction

-- 275/297 create index public.content_versions.idx_content_versions_content_id
--   columns (content_id, content_type)
--   nobody waits: scans public.content_versions (size not known)
create index concurrently idx_content_versions_content_id on public.content_versions (content_id, content_type);


-- Unit 11 of 31: cannot run inside a transaction

-- 276/297 create index public.content_versions.idx_content_versions_created_by
--   columns created_by
--   nobody waits: scans public.content_versions (size not known)
create index concurrently idx_content_versions_created_by on public.content_versions (created_by);


-- Unit 12 of 31: cannot run inside a transaction

-- 277/297 create index public.content_versions.idx_content_versions_reviewed_by
--   columns reviewed_by
--   nobody waits: scans public.content_versions (size not known)
create index concurrently idx_content_versions_reviewed_by on public.content_versions (reviewed_by);


-- Unit 13 of 31: cannot run inside a transaction

-- 278/297 create index public.learning_progress.idx_learning_progress_content
--   columns (content_type, content_id)
--   nobody waits: scans public.learning_progress (size not known)
create index concurrently idx_learning_progress_content on public.learning_progress (content_type, content_id);


-- Unit 14 of 31: cannot run inside a transaction

-- 279/297 create index public.learning_progress.idx_learning_progress_user_id
--   columns user_id
--   nobody waits: scans public.learning_progress (size not known)
create index concurrently idx_learning_progress_user_id on public.learning_progress (user_id);


-- Unit 15 of 31: cannot run inside a transaction

-- 280/297 create index public.lessons.idx_lessons_content_type_id
--   columns content_type_id
--   nobody waits: scans public.lessons (size not known)
create index concurrently idx_lessons_content_type_id on public.lessons (content_type_id);


-- Unit 16 of 31: cannot run inside a transaction

-- 281/297 create index public.lessons.idx_lessons_module_id
--   columns module_id
--   nobody waits: scans public.lessons (size not known)
create index concurrently idx_lessons_module_id on public.lessons (module_id);


-- Unit 17 of 31: cannot run inside a transaction

-- 282/297 create index public.resources.idx_resources_content_type_id
--   columns content_type_id
--   nobody waits: scans public.resources (size not known)
create index concurrently idx_resources_content_type_id on public.resources (content_type_id);


-- Unit 18 of 31: cannot run inside a transaction

-- 283/297 create index public.resources.idx_resources_platform
--   columns platform
--   nobody waits: scans public.resources (size not known)
create index concurrently idx_resources_platform on public.resources (platform);


-- Unit 19 of 31: cannot run inside a transaction

-- 284/297 create index public.role_permissions.idx_role_permissions_permission_id
--   columns permission_id
--   nobody waits: scans public.role_permissions (size not known)
create index concurrently idx_role_permissions_permission_id on public.role_permissions (permission_id);


-- Unit 20 of 31: cannot run inside a transaction

-- 285/297 create index public.shared_content.idx_shared_content_author_id
--   columns author_id
--   nobody waits: scans public.shared_content (size not known)
create index concurrently idx_shared_content_author_id on public.shared_content (author_id);


-- Unit 21 of 31: cannot run inside a transaction

-- 286/297 create index public.shared_content.idx_shared_content_category_id
--   columns category_id
--   nobody waits: scans public.shared_content (size not known)
create index concurrently idx_shared_content_category_id on public.shared_content (category_id);


-- Unit 22 of 31: cannot run inside a transaction

-- 287/297 create index public.social_interactions.idx_social_interactions_activity_id
--   columns activity_id
--   nobody waits: scans public.social_interactions (size not known)
create index concurrently idx_social_interactions_activity_id on public.social_interactions (activity_id);


-- Unit 23 of 31: cannot run inside a transaction

-- 288/297 create index public.social_interactions.idx_social_interactions_user_id
--   columns user_id
--   nobody waits: scans public.social_interactions (size not known)
create index concurrently idx_social_interactions_user_id on public.social_interactions (user_id);


-- Unit 24 of 31: cannot run inside a transaction

-- 289/297 create index public.tenant_users.idx_tenant_users_tenant_id
--   columns tenant_id
--   nobody waits: scans public.tenant_users (size not known)
create index concurrently idx_tenant_users_tenant_id on public.tenant_users (tenant_id);


-- Unit 25 of 31: cannot run inside a transaction

-- 290/297 create index public.tenant_users.idx_tenant_users_tenant_role_id
--   columns tenant_role_id
--   nobody waits: scans public.tenant_users (size not known)
create index concurrently idx_tenant_users_tenant_role_id on public.tenant_users (tenant_role_id);


-- Unit 26 of 31: cannot run inside a transaction

-- 291/297 create index public.tenant_users.idx_tenant_users_user_id
--   columns user_id
--   nobody waits: scans public.tenant_users (size not known)
create index concurrently idx_tenant_users_user_id on public.tenant_users (user_id);

reset statement_timeout;
set lock_timeout = '5s';

-- Unit 27 of 31

begin;
set local statement_timeout = 0;

-- 292/297 create materialized view public.user_platform_access
--   grants to service_role
--   nobody waits: scans public.profiles (size not known), public.tenant_users (size not known)
create materialized view public.user_platform_access as
SELECT p.id AS user_id,
    p.email,
    p.full_name,
    jsonb_object_agg(t.slug, tr.name) AS tenant_roles
   FROM public.profiles p
     JOIN public.tenant_users tu ON p.id = tu.user_id
     JOIN public.tenants t ON tu.tenant_id = t.id
     JOIN public.tenant_roles tr ON tu.tenant_role_id = tr.id
  WHERE tu.status = 'active'::text
  GROUP BY p.id, p.email, p.full_name;

commit;

-- Unit 28 of 31

begin;

-- 293/297 create materialized view public.user_platform_access
--   grants to service_role
revoke all on table public.user_platform_access from anon, authenticated;
comment on materialized view public.user_platform_access is 'Who has which role on which platform';

-- 294/297 create index public.user_platform_access.idx_user_platform_access_user_id
--   columns user_id, unique
create unique index idx_user_platform_access_user_id on public.user_platform_access (user_id);

commit;

-- Unit 29 of 31

begin;
set local statement_timeout = 0;

-- 295/297 validate foreign key public.content_modules.content_modules_content_type_id_fkey
--   nobody waits: scans public.content_modules (size not known)
alter table public.content_modules validate constraint content_modules_content_type_id_fkey;

commit;

-- Unit 30 of 31

begin;
set local statement_timeout = 0;

-- 296/297 validate foreign key public.lessons.lessons_content_type_id_fkey
--   nobody waits: scans public.lessons (size not known)
alter table public.lessons validate constraint lessons_content_type_id_fkey;

commit;

-- Unit 31 of 31

begin;
set local statement_timeout = 0;

-- 297/297 validate foreign key public.resources.resources_content_type_id_fkey
--   nobody waits: scans public.resources (size not known)
alter table public.resources validate constraint resources_content_type_id_fkey;

commit;

reset bytea_output;
reset extra_float_digits;
reset intervalstyle;
reset datestyle;
reset timezone;
reset row_security;
reset search_path;
reset check_function_bodies;
reset lock_timeout;
reset standard_conforming_strings;
reset client_encoding;
