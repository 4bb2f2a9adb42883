create schema "Weird ""S""";
create table "Weird ""S"""."p.q ""r""" (
    "a.b" text not null,
    "select" integer,
    constraint "p.q ""r""_pkey" primary key ("a.b")
)
partition by list ("a.b");
create table "Weird ""S""".child2 (
    "a.b" text constraint "p.q ""r""_a.b_not_null" not null,
    "select" integer,
    constraint child2_pkey primary key ("a.b")
);
create table public."child;--" partition of "Weird ""S"""."p.q ""r"""
for values in ('x''y', 'to', 'from (1)');
alter table public."child;--" alter column "select" set default 7;
create index "named ""i""" on "Weird ""S""".child2 ("select");
create index "i ""x""" on "Weird ""S"""."p.q ""r""" ("select");
alter table "Weird ""S"""."p.q ""r""" attach partition "Weird ""S""".child2 default;
comment on column public."child;--"."select" is 'it''s';
