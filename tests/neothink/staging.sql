-- Staging as it is before the migration plan: seventeen tables, no policy, function, trigger or view.
-- Loaded after the platform's objects (roles, auth.users, schema extensions with uuid-ossp, default privileges
-- of role postgres in public): the API roles hold everything by default privileges, so no grant is written here.
-- Loaded by a superuser; everything below is made by, and belongs to, postgres.

set role postgres;

create table public.tenants (
  id uuid primary key default extensions.uuid_generate_v4(),
  name text not null,
  slug text not null unique,
  description text,
  settings jsonb,
  branding jsonb,
  status text not null,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.tenant_roles (
  id uuid primary key default extensions.uuid_generate_v4(),
  tenant_id uuid not null references public.tenants,
  name text not null,
  slug text not null,
  description text,
  is_system_role boolean default false,
  role_category text default 'member',
  priority integer default 0,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  unique (tenant_id, slug)
);

create table public.tenant_users (
  id uuid primary key default extensions.uuid_generate_v4(),
  tenant_id uuid not null references public.tenants,
  user_id uuid not null references auth.users,
  role text not null default 'member',
  tenant_role_id uuid references public.tenant_roles,
  status text not null default 'active',
  joined_at timestamptz default now(),
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.permissions (
  id uuid primary key default extensions.uuid_generate_v4(),
  name text not null,
  slug text not null unique,
  description text,
  resource_type text,
  created_at timestamptz default now()
);

create table public.role_permissions (
  id uuid primary key default extensions.uuid_generate_v4(),
  tenant_role_id uuid not null references public.tenant_roles,
  permission_id uuid not null references public.permissions,
  created_at timestamptz default now(),
  unique (tenant_role_id, permission_id)
);

create table public.profiles (
  id uuid primary key references auth.users,
  email text not null unique,
  full_name text,
  avatar_url text,
  bio text,
  is_ascender boolean default false,
  is_neothinker boolean default false,
  is_immortal boolean default false,
  is_guardian boolean default false,
  guardian_since timestamptz,
  subscription_status text,
  subscription_tier text,
  subscription_period_start timestamptz,
  subscription_period_end timestamptz,
  platforms text[],
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.content_modules (
  id uuid primary key default extensions.uuid_generate_v4(),
  platform text not null,
  title text not null,
  description text,
  order_index integer,
  is_published boolean default false,
  metadata jsonb,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.lessons (
  id uuid primary key default extensions.uuid_generate_v4(),
  module_id uuid not null references public.content_modules,
  title text not null,
  content text,
  order_index integer,
  is_published boolean default false,
  metadata jsonb,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.resources (
  id uuid primary key default extensions.uuid_generate_v4(),
  platform text not null,
  title text not null,
  description text,
  resource_type text not null,
  url text,
  content text,
  is_published boolean default false,
  metadata jsonb,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.content_categories (
  id uuid primary key default extensions.uuid_generate_v4(),
  name text not null,
  slug text not null unique,
  created_at timestamptz default now()
);

create table public.shared_content (
  id uuid primary key default extensions.uuid_generate_v4(),
  title text not null,
  slug text not null unique,
  description text,
  content jsonb not null,
  category_id uuid references public.content_categories,
  author_id uuid references auth.users,
  is_published boolean default false,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.content_versions (
  id uuid primary key default extensions.uuid_generate_v4(),
  content_type text not null,
  content_id uuid not null,
  version_number integer not null,
  title text,
  content text,
  description text,
  metadata jsonb,
  created_by uuid references auth.users,
  created_at timestamptz default now(),
  status text,
  review_notes text,
  reviewed_by uuid references auth.users,
  reviewed_at timestamptz
);

create table public.learning_progress (
  id uuid primary key default extensions.uuid_generate_v4(),
  user_id uuid references auth.users,
  content_type text not null,
  content_id uuid not null,
  status text not null,
  progress_percentage integer default 0,
  started_at timestamptz default now(),
  completed_at timestamptz,
  last_interaction_at timestamptz default now(),
  metadata jsonb
);

create table public.activity_feed (
  id uuid primary key default extensions.uuid_generate_v4(),
  user_id uuid references auth.users,
  platform text not null,
  activity_type text not null,
  content_type text,
  content_id uuid,
  metadata jsonb,
  visibility text not null,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.social_interactions (
  id uuid primary key default extensions.uuid_generate_v4(),
  user_id uuid references auth.users,
  activity_id uuid references public.activity_feed,
  interaction_type text not null,
  comment_text text,
  metadata jsonb,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.analytics_summaries (
  id uuid primary key default extensions.uuid_generate_v4(),
  platform text not null,
  summary_type text not null,
  time_period text not null,
  start_date date not null,
  end_date date not null,
  metrics jsonb not null,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create table public.audit_logs (
  id uuid primary key default extensions.uuid_generate_v4(),
  user_id uuid references auth.users,
  action text not null,
  entity_type text not null,
  entity_id uuid,
  old_data jsonb,
  new_data jsonb,
  ip_address text,
  user_agent text,
  created_at timestamptz default now()
);

-- The flag is set while row-level security itself is off, so it has no effect until someone enables that.
alter table public.profiles force row level security;
alter table public.tenant_users force row level security;

reset role;
