-- Purpose: takes staging back to what it was before forward.sql.
-- Affected objects:
--   tables to change: public.activity_feed, public.analytics_summaries, public.audit_logs,
--     public.content_categories, public.content_modules, public.content_versions,
--     public.learning_progress, public.lessons, public.permissions, public.profiles,
--     public.resources, public.role_permissions, public.shared_content, public.social_interactions,
--     public.tenant_roles, public.tenant_users, public.tenants
--   schema to drop: private
--   functions to drop: private.admin_tenants(), private.assessment_answer_keys(),
--     private.content_kind(text), private.contents_allowing(text), private.guard_attempt(),
--     private.is_hub_admin(), private.is_tenant_admin(uuid), private.joined_groups(),
--     private.led_groups(), private.managed_people(), private.member_profiles(),
--     private.my_platforms(), private.my_tenants(), private.my_wards(), private.own_email(),
--     private.platforms_allowing(text), private.readable_contents(), private.sync_is_guardian(),
--     private.tenants_allowing(text), private.viewable_people(),
--     public.aggregate_daily_engagement(), public.refresh_materialized_views(),
--     public.update_profile_completion()
--   tables to drop: public.assessment_attempts, public.assessment_questions, public.assessments,
--     public.content_engagement, public.content_translations, public.content_types,
--     public.guardian_relationships, public.languages, public.learning_group_content,
--     public.learning_group_members, public.learning_groups, public.subscription_history,
--     public.subscriptions
--   views to drop: public.assessment_answer_keys, public.engagement_metrics, public.member_profiles
--   materialized view to drop: public.user_platform_access
-- Special considerations:
--   drop-object: whatever still uses materialized view public.user_platform_access fails
--   drop-object: whatever still uses 3 views fails: public.assessment_answer_keys,
--     public.engagement_metrics, public.member_profiles
--   drop-column: all values of 15 columns are lost: public.content_modules.content_type_id,
--     public.lessons.content_type_id, public.profiles.display_name, public.profiles.interests,
--     public.profiles.languages, public.profiles.last_seen_at, public.profiles.location,
--     public.profiles.profile_completed, public.profiles.profile_stats,
--     public.profiles.profile_visibility, public.profiles.skills, public.profiles.social_links,
--     public.profiles.timezone, public.profiles.website, public.resources.content_type_id
--   drop-table: all rows of 13 tables are lost: public.assessment_attempts,
--     public.assessment_questions, public.assessments, public.content_engagement,
--     public.content_translations, public.content_types, public.guardian_relationships,
--     public.languages, public.learning_group_content, public.learning_group_members,
--     public.learning_groups, public.subscription_history, public.subscriptions
--   drop-object: whatever still uses 23 functions fails: private.admin_tenants(),
--     private.assessment_answer_keys(), private.content_kind(text),
--     private.contents_allowing(text), private.guard_attempt(), private.is_hub_admin(),
--     private.is_tenant_admin(uuid), private.joined_groups(), private.led_groups(),
--     private.managed_people(), private.member_profiles(), private.my_platforms(),
--     private.my_tenants(), private.my_wards(), private.own_email(),
--     private.platforms_allowing(text), private.readable_contents(), private.sync_is_guardian(),
--     private.tenants_allowing(text), private.viewable_people() and 3 more
--   drop-schema: schema private is gone
--   weaken-access: row-level security is switched off on 17 tables: public.activity_feed,
--     public.analytics_summaries, public.audit_logs, public.content_categories,
--     public.content_modules, public.content_versions, public.learning_progress, public.lessons,
--     public.permissions, public.profiles, public.resources, public.role_permissions,
--     public.shared_content, public.social_interactions, public.tenant_roles, public.tenant_users,
--     public.tenants
--   extensions that the proof had only a stub of: pgcrypto, uuid-ossp
--   role 'pg_database_owner' does not exist in staging: create it before forward.sql
-- Proof: proven forward and reverse on PostgreSQL 18.6 (live is 15): facts, pg_dump, migra agree.

\set ON_ERROR_STOP on
set client_encoding = 'UTF8';
set standard_conforming_strings = on;
set lock_timeout = '5s';
set check_function_bodies = off;
set search_path = '';

begin;

-- 1/197 remove comment of table public.activity_feed
comment on table public.activity_feed is null;

-- 2/197 remove comment of table public.analytics_summaries
comment on table public.analytics_summaries is null;

-- 3/197 remove comment of table public.audit_logs
comment on table public.audit_logs is null;

-- 4/197 remove comment of table public.content_categories
comment on table public.content_categories is null;

-- 5/197 remove comment of table public.content_modules
comment on table public.content_modules is null;

-- 6/197 remove comment of table public.content_versions
comment on table public.content_versions is null;

-- 7/197 remove comment of table public.learning_progress
comment on table public.learning_progress is null;

-- 8/197 remove comment of table public.lessons
comment on table public.lessons is null;

-- 9/197 remove comment of table public.permissions
comment on table public.permissions is null;

-- 10/197 remove comment of table public.profiles
comment on table public.profiles is null;

-- 11/197 remove comment of table public.resources
comment on table public.resources is null;

-- 12/197 remove comment of table public.role_permissions
comment on table public.role_permissions is null;

-- 13/197 remove comment of table public.shared_content
comment on table public.shared_content is null;

-- 14/197 remove comment of table public.social_interactions
comment on table public.social_interactions is null;

-- 15/197 remove comment of table public.tenant_roles
comment on table public.tenant_roles is null;

-- 16/197 remove comment of table public.tenant_users
comment on table public.tenant_users is null;

-- 17/197 remove comment of table public.tenants
comment on table public.tenants is null;

-- 18/197 remove grants of column public.content_versions.review_notes
revoke update (review_notes) on table public.content_versions from authenticated;

-- 19/197 remove grants of column public.content_versions.reviewed_at
revoke update (reviewed_at) on table public.content_versions from authenticated;

-- 20/197 remove grants of column public.content_versions.reviewed_by
revoke update (reviewed_by) on table public.content_versions from authenticated;

-- 21/197 remove grants of column public.content_versions.status
revoke update (status) on table public.content_versions from authenticated;

-- 22/197 remove grants of column public.profiles.avatar_url
revoke insert (avatar_url), update (avatar_url) on table public.profiles from authenticated;

-- 23/197 remove grants of column public.profiles.bio
revoke insert (bio), update (bio) on table public.profiles from authenticated;

-- 24/197 remove grants of column public.profiles.email
revoke insert (email) on table public.profiles from authenticated;

-- 25/197 remove grants of column public.profiles.full_name
revoke insert (full_name), update (full_name) on table public.profiles from authenticated;

-- 26/197 remove grants of column public.profiles.id
revoke insert (id) on table public.profiles from authenticated;

-- 27/197 remove grants of column public.profiles.updated_at
revoke update (updated_at) on table public.profiles from authenticated;

-- 28/197 remove grants of column public.tenants.branding
revoke update (branding) on table public.tenants from authenticated;

-- 29/197 remove grants of column public.tenants.description
revoke update (description) on table public.tenants from authenticated;

-- 30/197 remove grants of column public.tenants.name
revoke update (name) on table public.tenants from authenticated;

-- 31/197 remove grants of column public.tenants.settings
revoke update (settings) on table public.tenants from authenticated;

-- 32/197 remove grants of column public.tenants.updated_at
revoke update (updated_at) on table public.tenants from authenticated;

-- 33/197 drop policy public.activity_feed.activity_feed_delete
drop policy activity_feed_delete on public.activity_feed;

-- 34/197 drop policy public.activity_feed.activity_feed_insert
drop policy activity_feed_insert on public.activity_feed;

-- 35/197 drop policy public.activity_feed.activity_feed_select
drop policy activity_feed_select on public.activity_feed;

-- 36/197 drop policy public.activity_feed.activity_feed_update
drop policy activity_feed_update on public.activity_feed;

-- 37/197 drop policy public.analytics_summaries.analytics_summaries_select
drop policy analytics_summaries_select on public.analytics_summaries;

-- 38/197 drop policy public.audit_logs.audit_logs_select
drop policy audit_logs_select on public.audit_logs;

-- 39/197 drop policy public.content_categories.content_categories_select
drop policy content_categories_select on public.content_categories;

-- 40/197 drop policy public.content_modules.content_modules_delete
drop policy content_modules_delete on public.content_modules;

-- 41/197 drop policy public.content_modules.content_modules_insert
drop policy content_modules_insert on public.content_modules;

-- 42/197 drop policy public.content_modules.content_modules_select
drop policy content_modules_select on public.content_modules;

-- 43/197 drop policy public.content_modules.content_modules_update
drop policy content_modules_update on public.content_modules;

-- 44/197 drop policy public.content_versions.content_versions_insert
drop policy content_versions_insert on public.content_versions;

-- 45/197 drop policy public.content_versions.content_versions_select
drop policy content_versions_select on public.content_versions;

-- 46/197 drop policy public.content_versions.content_versions_update
drop policy content_versions_update on public.content_versions;

-- 47/197 drop policy public.learning_progress.learning_progress_insert
drop policy learning_progress_insert on public.learning_progress;

-- 48/197 drop policy public.learning_progress.learning_progress_select
drop policy learning_progress_select on public.learning_progress;

-- 49/197 drop policy public.learning_progress.learning_progress_update
drop policy learning_progress_update on public.learning_progress;

-- 50/197 drop policy public.lessons.lessons_delete
drop policy lessons_delete on public.lessons;

-- 51/197 drop policy public.lessons.lessons_insert
drop policy lessons_insert on public.lessons;

-- 52/197 drop policy public.lessons.lessons_select
drop policy lessons_select on public.lessons;

-- 53/197 drop policy public.lessons.lessons_update
drop policy lessons_update on public.lessons;

-- 54/197 drop policy public.permissions.permissions_select
drop policy permissions_select on public.permissions;

-- 55/197 drop policy public.profiles.profiles_insert
drop policy profiles_insert on public.profiles;

-- 56/197 drop policy public.profiles.profiles_select
drop policy profiles_select on public.profiles;

-- 57/197 drop policy public.profiles.profiles_update
drop policy profiles_update on public.profiles;

-- 58/197 drop policy public.resources.resources_delete
drop policy resources_delete on public.resources;

-- 59/197 drop policy public.resources.resources_insert
drop policy resources_insert on public.resources;

-- 60/197 drop policy public.resources.resources_select
drop policy resources_select on public.resources;

-- 61/197 drop policy public.resources.resources_update
drop policy resources_update on public.resources;

-- 62/197 drop policy public.role_permissions.role_permissions_delete
drop policy role_permissions_delete on public.role_permissions;

-- 63/197 drop policy public.role_permissions.role_permissions_insert
drop policy role_permissions_insert on public.role_permissions;

-- 64/197 drop policy public.role_permissions.role_permissions_select
drop policy role_permissions_select on public.role_permissions;

-- 65/197 drop policy public.shared_content.shared_content_delete
drop policy shared_content_delete on public.shared_content;

-- 66/197 drop policy public.shared_content.shared_content_insert
drop policy shared_content_insert on public.shared_content;

-- 67/197 drop policy public.shared_content.shared_content_select
drop policy shared_content_select on public.shared_content;

-- 68/197 drop policy public.shared_content.shared_content_update
drop policy shared_content_update on public.shared_content;

-- 69/197 drop policy public.social_interactions.social_interactions_delete
drop policy social_interactions_delete on public.social_interactions;

-- 70/197 drop policy public.social_interactions.social_interactions_insert
drop policy social_interactions_insert on public.social_interactions;

-- 71/197 drop policy public.social_interactions.social_interactions_select
drop policy social_interactions_select on public.social_interactions;

-- 72/197 drop policy public.social_interactions.social_interactions_update
drop policy social_interactions_update on public.social_interactions;

-- 73/197 drop policy public.tenant_roles.tenant_roles_delete
drop policy tenant_roles_delete on public.tenant_roles;

-- 74/197 drop policy public.tenant_roles.tenant_roles_insert
drop policy tenant_roles_insert on public.tenant_roles;

-- 75/197 drop policy public.tenant_roles.tenant_roles_select
drop policy tenant_roles_select on public.tenant_roles;

-- 76/197 drop policy public.tenant_roles.tenant_roles_update
drop policy tenant_roles_update on public.tenant_roles;

-- 77/197 drop policy public.tenant_users.tenant_users_delete
drop policy tenant_users_delete on public.tenant_users;

-- 78/197 drop policy public.tenant_users.tenant_users_insert
drop policy tenant_users_insert on public.tenant_users;

-- 79/197 drop policy public.tenant_users.tenant_users_select
drop policy tenant_users_select on public.tenant_users;

-- 80/197 drop policy public.tenant_users.tenant_users_update
drop policy tenant_users_update on public.tenant_users;

-- 81/197 drop policy public.tenants.tenants_select
drop policy tenants_select on public.tenants;

-- 82/197 drop policy public.tenants.tenants_update
drop policy tenants_update on public.tenants;

-- 83/197 drop trigger public.profiles.check_profile_completion
drop trigger check_profile_completion on public.profiles;

-- 84/197 drop materialized view public.user_platform_access
--   drop-object: whatever still uses materialized view public.user_platform_access fails
drop materialized view public.user_platform_access;

-- 85/197 drop view public.assessment_answer_keys
--   drop-object: whatever still uses view public.assessment_answer_keys fails
drop view public.assessment_answer_keys;

-- 86/197 drop view public.engagement_metrics
--   drop-object: whatever still uses view public.engagement_metrics fails
drop view public.engagement_metrics;

-- 87/197 drop view public.member_profiles
--   drop-object: whatever still uses view public.member_profiles fails
drop view public.member_profiles;

-- 88/197 drop index public.activity_feed.idx_activity_feed_platform
drop index public.idx_activity_feed_platform;

-- 89/197 drop index public.activity_feed.idx_activity_feed_user_id
drop index public.idx_activity_feed_user_id;

-- 90/197 drop index public.analytics_summaries.analytics_summaries_daily_engagement
drop index public.analytics_summaries_daily_engagement;

-- 91/197 drop index public.analytics_summaries.idx_analytics_summaries_platform
drop index public.idx_analytics_summaries_platform;

-- 92/197 drop index public.audit_logs.idx_audit_logs_entity_id
drop index public.idx_audit_logs_entity_id;

-- 93/197 drop index public.audit_logs.idx_audit_logs_user_id
drop index public.idx_audit_logs_user_id;

-- 94/197 drop index public.content_modules.idx_content_modules_platform
drop index public.idx_content_modules_platform;

-- 95/197 drop index public.content_versions.idx_content_versions_content_id
drop index public.idx_content_versions_content_id;

-- 96/197 drop index public.content_versions.idx_content_versions_created_by
drop index public.idx_content_versions_created_by;

-- 97/197 drop index public.content_versions.idx_content_versions_reviewed_by
drop index public.idx_content_versions_reviewed_by;

-- 98/197 drop index public.learning_progress.idx_learning_progress_content
drop index public.idx_learning_progress_content;

-- 99/197 drop index public.learning_progress.idx_learning_progress_user_id
drop index public.idx_learning_progress_user_id;

-- 100/197 drop index public.lessons.idx_lessons_module_id
drop index public.idx_lessons_module_id;

-- 101/197 drop index public.resources.idx_resources_platform
drop index public.idx_resources_platform;

-- 102/197 drop index public.role_permissions.idx_role_permissions_permission_id
drop index public.idx_role_permissions_permission_id;

-- 103/197 drop index public.shared_content.idx_shared_content_author_id
drop index public.idx_shared_content_author_id;

-- 104/197 drop index public.shared_content.idx_shared_content_category_id
drop index public.idx_shared_content_category_id;

-- 105/197 drop index public.social_interactions.idx_social_interactions_activity_id
drop index public.idx_social_interactions_activity_id;

-- 106/197 drop index public.social_interactions.idx_social_interactions_user_id
drop index public.idx_social_interactions_user_id;

-- 107/197 drop index public.tenant_users.idx_tenant_users_tenant_id
drop index public.idx_tenant_users_tenant_id;

-- 108/197 drop index public.tenant_users.idx_tenant_users_tenant_role_id
drop index public.idx_tenant_users_tenant_role_id;

-- 109/197 drop index public.tenant_users.idx_tenant_users_user_id
drop index public.idx_tenant_users_user_id;

-- 110/197 remove default of column public.tenants.branding
alter table public.tenants alter column branding drop default;

-- 111/197 remove default of column public.tenants.settings
alter table public.tenants alter column settings drop default;

-- 112/197 drop column public.content_modules.content_type_id
--   drop-column: all values of public.content_modules.content_type_id are lost
--   what was written there since forward.sql is lost
alter table public.content_modules drop column content_type_id;

-- 113/197 drop column public.lessons.content_type_id
--   drop-column: all values of public.lessons.content_type_id are lost
--   what was written there since forward.sql is lost
alter table public.lessons drop column content_type_id;

-- 114/197 drop column public.profiles.display_name
--   drop-column: all values of public.profiles.display_name are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column display_name;

-- 115/197 drop column public.profiles.interests
--   drop-column: all values of public.profiles.interests are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column interests;

-- 116/197 drop column public.profiles.languages
--   drop-column: all values of public.profiles.languages are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column languages;

-- 117/197 drop column public.profiles.last_seen_at
--   drop-column: all values of public.profiles.last_seen_at are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column last_seen_at;

-- 118/197 drop column public.profiles.location
--   drop-column: all values of public.profiles.location are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column location;

-- 119/197 drop column public.profiles.profile_completed
--   drop-column: all values of public.profiles.profile_completed are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column profile_completed;

-- 120/197 drop column public.profiles.profile_stats
--   drop-column: all values of public.profiles.profile_stats are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column profile_stats;

-- 121/197 drop column public.profiles.profile_visibility
--   drop-column: all values of public.profiles.profile_visibility are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column profile_visibility;

-- 122/197 drop column public.profiles.skills
--   drop-column: all values of public.profiles.skills are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column skills;

-- 123/197 drop column public.profiles.social_links
--   drop-column: all values of public.profiles.social_links are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column social_links;

-- 124/197 drop column public.profiles.timezone
--   drop-column: all values of public.profiles.timezone are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column timezone;

-- 125/197 drop column public.profiles.website
--   drop-column: all values of public.profiles.website are lost
--   what was written there since forward.sql is lost
alter table public.profiles drop column website;

-- 126/197 drop column public.resources.content_type_id
--   drop-column: all values of public.resources.content_type_id are lost
--   what was written there since forward.sql is lost
alter table public.resources drop column content_type_id;

-- 127/197 drop table public.assessment_attempts
--   drop-table: all rows of public.assessment_attempts are lost
--   what was written there since forward.sql is lost
drop table public.assessment_attempts;

-- 128/197 drop table public.assessment_questions
--   drop-table: all rows of public.assessment_questions are lost
--   what was written there since forward.sql is lost
drop table public.assessment_questions;

-- 129/197 drop table public.assessments
--   drop-table: all rows of public.assessments are lost
--   what was written there since forward.sql is lost
drop table public.assessments;

-- 130/197 drop table public.content_engagement
--   drop-table: all rows of public.content_engagement are lost
--   what was written there since forward.sql is lost
drop table public.content_engagement;

-- 131/197 drop table public.content_translations
--   drop-table: all rows of public.content_translations are lost
--   what was written there since forward.sql is lost
drop table public.content_translations;

-- 132/197 drop table public.content_types
--   drop-table: all rows of public.content_types are lost
--   what was written there since forward.sql is lost
drop table public.content_types;

-- 133/197 drop table public.guardian_relationships
--   drop-table: all rows of public.guardian_relationships are lost
--   what was written there since forward.sql is lost
drop table public.guardian_relationships;

-- 134/197 drop table public.languages
--   drop-table: all rows of public.languages are lost
--   what was written there since forward.sql is lost
drop table public.languages;

-- 135/197 drop table public.learning_group_content
--   drop-table: all rows of public.learning_group_content are lost
--   what was written there since forward.sql is lost
drop table public.learning_group_content;

-- 136/197 drop table public.learning_group_members
--   drop-table: all rows of public.learning_group_members are lost
--   what was written there since forward.sql is lost
drop table public.learning_group_members;

-- 137/197 drop table public.learning_groups
--   drop-table: all rows of public.learning_groups are lost
--   what was written there since forward.sql is lost
drop table public.learning_groups;

-- 138/197 drop table public.subscription_history
--   drop-table: all rows of public.subscription_history are lost
--   what was written there since forward.sql is lost
drop table public.subscription_history;

-- 139/197 drop table public.subscriptions
--   drop-table: all rows of public.subscriptions are lost
--   what was written there since forward.sql is lost
drop table public.subscriptions;

-- 140/197 drop function private.admin_tenants()
--   drop-object: whatever still uses function private.admin_tenants() fails
drop function private.admin_tenants();

-- 141/197 drop function private.assessment_answer_keys()
--   drop-object: whatever still uses function private.assessment_answer_keys() fails
drop function private.assessment_answer_keys();

-- 142/197 drop function private.content_kind(text)
--   drop-object: whatever still uses function private.content_kind(text) fails
drop function private.content_kind(text);

-- 143/197 drop function private.contents_allowing(text)
--   drop-object: whatever still uses function private.contents_allowing(text) fails
drop function private.contents_allowing(text);

-- 144/197 drop function private.guard_attempt()
--   drop-object: whatever still uses function private.guard_attempt() fails
drop function private.guard_attempt();

-- 145/197 drop function private.is_hub_admin()
--   drop-object: whatever still uses function private.is_hub_admin() fails
drop function private.is_hub_admin();

-- 146/197 drop function private.is_tenant_admin(uuid)
--   drop-object: whatever still uses function private.is_tenant_admin(uuid) fails
drop function private.is_tenant_admin(uuid);

-- 147/197 drop function private.joined_groups()
--   drop-object: whatever still uses function private.joined_groups() fails
drop function private.joined_groups();

-- 148/197 drop function private.led_groups()
--   drop-object: whatever still uses function private.led_groups() fails
drop function private.led_groups();

-- 149/197 drop function private.managed_people()
--   drop-object: whatever still uses function private.managed_people() fails
drop function private.managed_people();

-- 150/197 drop function private.member_profiles()
--   drop-object: whatever still uses function private.member_profiles() fails
drop function private.member_profiles();

-- 151/197 drop function private.my_platforms()
--   drop-object: whatever still uses function private.my_platforms() fails
drop function private.my_platforms();

-- 152/197 drop function private.my_tenants()
--   drop-object: whatever still uses function private.my_tenants() fails
drop function private.my_tenants();

-- 153/197 drop function private.my_wards()
--   drop-object: whatever still uses function private.my_wards() fails
drop function private.my_wards();

-- 154/197 drop function private.own_email()
--   drop-object: whatever still uses function private.own_email() fails
drop function private.own_email();

-- 155/197 drop function private.platforms_allowing(text)
--   drop-object: whatever still uses function private.platforms_allowing(text) fails
drop function private.platforms_allowing(text);

-- 156/197 drop function private.readable_contents()
--   drop-object: whatever still uses function private.readable_contents() fails
drop function private.readable_contents();

-- 157/197 drop function private.sync_is_guardian()
--   drop-object: whatever still uses function private.sync_is_guardian() fails
drop function private.sync_is_guardian();

-- 158/197 drop function private.tenants_allowing(text)
--   drop-object: whatever still uses function private.tenants_allowing(text) fails
drop function private.tenants_allowing(text);

-- 159/197 drop function private.viewable_people()
--   drop-object: whatever still uses function private.viewable_people() fails
drop function private.viewable_people();

-- 160/197 drop function public.aggregate_daily_engagement()
--   drop-object: whatever still uses function public.aggregate_daily_engagement() fails
drop function public.aggregate_daily_engagement();

-- 161/197 drop function public.refresh_materialized_views()
--   drop-object: whatever still uses function public.refresh_materialized_views() fails
drop function public.refresh_materialized_views();

-- 162/197 drop function public.update_profile_completion()
--   drop-object: whatever still uses function public.update_profile_completion() fails
drop function public.update_profile_completion();

-- 163/197 drop schema private
--   drop-schema: schema private is gone
drop schema private;

-- 164/197 change table public.activity_feed
--   options: autovacuum_vacuum_scale_factor = 0.05 -> (none)
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.activity_feed
alter table public.activity_feed reset (autovacuum_vacuum_scale_factor);
alter table public.activity_feed disable row level security;

-- 165/197 change table public.analytics_summaries
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.analytics_summaries
alter table public.analytics_summaries disable row level security;

-- 166/197 change table public.audit_logs
--   options: autovacuum_vacuum_scale_factor = 0.05 -> (none)
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.audit_logs
alter table public.audit_logs reset (autovacuum_vacuum_scale_factor);
alter table public.audit_logs disable row level security;

-- 167/197 change table public.content_categories
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.content_categories
alter table public.content_categories disable row level security;

-- 168/197 change table public.content_modules
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.content_modules
alter table public.content_modules disable row level security;

-- 169/197 change table public.content_versions
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.content_versions
alter table public.content_versions disable row level security;

-- 170/197 change table public.learning_progress
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.learning_progress
alter table public.learning_progress disable row level security;

-- 171/197 change table public.lessons
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.lessons
alter table public.lessons disable row level security;

-- 172/197 change table public.permissions
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.permissions
alter table public.permissions disable row level security;

-- 173/197 change table public.profiles
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.profiles
alter table public.profiles disable row level security;

-- 174/197 change table public.resources
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.resources
alter table public.resources disable row level security;

-- 175/197 change table public.role_permissions
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.role_permissions
alter table public.role_permissions disable row level security;

-- 176/197 change table public.shared_content
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.shared_content
alter table public.shared_content disable row level security;

-- 177/197 change table public.social_interactions
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.social_interactions
alter table public.social_interactions disable row level security;

-- 178/197 change table public.tenant_roles
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.tenant_roles
alter table public.tenant_roles disable row level security;

-- 179/197 change table public.tenant_users
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.tenant_users
alter table public.tenant_users disable row level security;

-- 180/197 change table public.tenants
--   row-level security: yes -> no
--   weaken-access: row-level security is switched off on public.tenants
alter table public.tenants disable row level security;

-- 181/197 change grants of table public.activity_feed
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.activity_feed to anon;
grant truncate, references, trigger on table public.activity_feed to authenticated;

-- 182/197 change grants of table public.analytics_summaries
--   grants to anon: (none) -> all
--   grants to authenticated: select -> all
grant all on table public.analytics_summaries to anon;
grant insert, update, delete, truncate, references, trigger on table public.analytics_summaries to authenticated;

-- 183/197 change grants of table public.audit_logs
--   grants to anon: (none) -> all
--   grants to authenticated: select -> all
grant all on table public.audit_logs to anon;
grant insert, update, delete, truncate, references, trigger on table public.audit_logs to authenticated;

-- 184/197 change grants of table public.content_categories
--   grants to anon: (none) -> all
--   grants to authenticated: select -> all
grant all on table public.content_categories to anon;
grant insert, update, delete, truncate, references, trigger on table public.content_categories to authenticated;

-- 185/197 change grants of table public.content_modules
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.content_modules to anon;
grant truncate, references, trigger on table public.content_modules to authenticated;

-- 186/197 change grants of table public.content_versions
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert -> all
grant all on table public.content_versions to anon;
grant update, delete, truncate, references, trigger on table public.content_versions to authenticated;

-- 187/197 change grants of table public.learning_progress
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update -> all
grant all on table public.learning_progress to anon;
grant delete, truncate, references, trigger on table public.learning_progress to authenticated;

-- 188/197 change grants of table public.lessons
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.lessons to anon;
grant truncate, references, trigger on table public.lessons to authenticated;

-- 189/197 change grants of table public.permissions
--   grants to anon: (none) -> all
--   grants to authenticated: select -> all
grant all on table public.permissions to anon;
grant insert, update, delete, truncate, references, trigger on table public.permissions to authenticated;

-- 190/197 change grants of table public.profiles
--   grants to anon: (none) -> all
--   grants to authenticated: select -> all
grant all on table public.profiles to anon;
grant insert, update, delete, truncate, references, trigger on table public.profiles to authenticated;

-- 191/197 change grants of table public.resources
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.resources to anon;
grant truncate, references, trigger on table public.resources to authenticated;

-- 192/197 change grants of table public.role_permissions
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, delete -> all
grant all on table public.role_permissions to anon;
grant update, truncate, references, trigger on table public.role_permissions to authenticated;

-- 193/197 change grants of table public.shared_content
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.shared_content to anon;
grant truncate, references, trigger on table public.shared_content to authenticated;

-- 194/197 change grants of table public.social_interactions
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.social_interactions to anon;
grant truncate, references, trigger on table public.social_interactions to authenticated;

-- 195/197 change grants of table public.tenant_roles
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.tenant_roles to anon;
grant truncate, references, trigger on table public.tenant_roles to authenticated;

-- 196/197 change grants of table public.tenant_users
--   grants to anon: (none) -> all
--   grants to authenticated: select, insert, update, delete -> all
grant all on table public.tenant_users to anon;
grant truncate, references, trigger on table public.tenant_users to authenticated;

-- 197/197 change grants of table public.tenants
--   grants to anon: (none) -> all
--   grants to authenticated: select -> all
grant all on table public.tenants to anon;
grant insert, update, delete, truncate, references, trigger on table public.tenants to authenticated;

commit;

reset search_path;
reset check_function_bodies;
reset lock_timeout;
reset standard_conforming_strings;
reset client_encoding;
