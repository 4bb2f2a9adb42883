"""What the declared target is made of: its functions run, its flags keep true, and its rules hold in the catalog."""

from __future__ import annotations

import pytest
from neothink.world import DENIED, World

# Each query lists what breaks the rule.
RULES = {
    "every table has row-level security": """
        select c.relname from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity""",
    "profiles and tenant_users, and no other, force it": """
        select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and c.relforcerowsecurity <> (c.relname in ('profiles', 'tenant_users'))""",
    "every table has a policy for reading": """
        select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = 'r')""",
    "one policy a command and role, for roles that are named, with its reason": """
        select p.tablename, p.policyname from pg_policies p
        where p.schemaname = 'public' and (
            p.cmd = 'ALL' or cardinality(p.roles) <> 1 or p.roles[1] not in ('anon', 'authenticated')
            or not exists (select from pg_policy o
                where o.polrelid = p.tablename::regclass and o.polname = p.policyname
                and obj_description(o.oid, 'pg_policy') is not null)
            or exists (select from pg_policies q where q.tablename = p.tablename and q.cmd = p.cmd and q.roles = p.roles
                and q.policyname <> p.policyname))""",
    "auth.uid() is called once a query, not once a row": """
        select tablename, policyname from pg_policies
        where regexp_replace(concat(qual, ' ', with_check), 'SELECT auth.uid\\(\\) AS uid', '', 'g') ~ 'auth\\.'""",
    "every foreign key has an index that begins with its columns": """
        select k.conrelid::regclass::text, k.conname from pg_constraint k
        where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
            select from pg_index i where i.indrelid = k.conrelid and i.indpred is null
            and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey)""",
    "no index repeats another": """
        select i.indexrelid::regclass::text from pg_index i join pg_index j on j.indrelid = i.indrelid
        and j.indexrelid <> i.indexrelid and j.indkey::text = i.indkey::text
        and j.indpred::text is not distinct from i.indpred::text""",
    "everything belongs to postgres": """
        select relname from pg_class where relnamespace in ('public'::regnamespace, 'private'::regnamespace)
        and relowner <> 'postgres'::regrole
        union all select proname from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and proowner <> 'postgres'::regrole""",
    "every function has a fixed search_path": """
        select proname from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and not coalesce(proconfig, '{}') && array['search_path=""']""",
    "no SECURITY DEFINER function is open to the API": """
        select p.proname, r.rolname from pg_proc p, pg_roles r
        where p.pronamespace = 'public'::regnamespace and r.rolname in ('anon', 'authenticated')
        and has_function_privilege(r.oid, p.oid, 'execute')""",
    "helpers are for signed-in people": """
        select p.proname from pg_proc p where p.pronamespace = 'private'::regnamespace
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('public', p.oid, 'execute'))""",
    "anon has a single grant": """
        select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and a.grantee in (0, 'anon'::regrole)
        and (c.relname, a.privilege_type) <> ('languages', 'SELECT')""",
    "authenticated has no privilege that no policy is for": """
        select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.grantee = 'authenticated'::regrole
        and not exists (select from pg_policies p where p.tablename = c.relname and p.cmd = a.privilege_type)""",
}
AGGREGATE = "select aggregate_daily_engagement()"
SUMMARY = "select metrics from analytics_summaries where platform = 'all' and summary_type = 'engagement'"
FLAG = "select is_guardian, guardian_since is not null from profiles where id = :{}"


@pytest.mark.parametrize("rule", RULES)
def test_rule(world: World, rule: str) -> None:
    assert world.conn.execute(RULES[rule].encode()).fetchall() == []


@pytest.mark.parametrize("table", ["content_engagement", "audit_logs", "activity_feed"])
def test_busy_tables_are_vacuumed_early(world: World, table: str) -> None:
    options = world.conn.execute("select reloptions from pg_class where oid = %s::regclass", [table]).fetchone()
    assert options == (["autovacuum_vacuum_scale_factor=0.05"],)


@pytest.mark.parametrize("function", ["aggregate_daily_engagement", "refresh_materialized_views"])
def test_maintenance_is_for_service_role(world: World, function: str) -> None:
    assert world.attempt("service_role", f"select {function}()") == 1
    assert world.attempt("u1", f"select {function}()") == DENIED
    assert world.attempt("anon", f"select {function}()") == DENIED


def test_helpers_run_for_everyone_signed_in(world: World) -> None:
    calls = world.conn.execute("""
        select format('private.%I(%s)', proname, (
            select string_agg(case t when 'uuid'::regtype then ':hub' else '''content:edit''' end, ', ')
            from unnest(proargtypes::oid[]) t))
        from pg_proc where pronamespace = 'private'::regnamespace and prorettype <> 'trigger'::regtype""").fetchall()
    assert len(calls) > 10
    for (call,) in calls:
        for who in ("u1", "u4", "u11"):
            assert isinstance(world.attempt(who, f"select * from {call}"), int), call


def test_a_summary_is_right_and_written_once(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("set local timezone = 'Asia/Tokyo'")
        world.run(AGGREGATE)
        world.run(AGGREGATE)
        assert world.run(SUMMARY).fetchall() == [
            (
                {
                    "total_events": 16,
                    "unique_users": 2,
                    "content_types": {"module": 16},
                    "event_types": {"view": 8, "complete": 8},
                },
            )
        ]
        world.run("delete from content_engagement where event_type = 'complete'")
        world.run(AGGREGATE)
        assert [row[0]["total_events"] for row in world.run(SUMMARY)] == [8]


def test_no_events_no_summary(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("delete from content_engagement")
        world.run(AGGREGATE)
        assert world.run(SUMMARY).fetchall() == []


def test_platform_access_is_refreshed(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.become("service_role")
        world.run("select refresh_materialized_views()")
        assert world.run("select email, tenant_roles from user_platform_access where user_id = :u8").fetchall() == [
            ("u8@example.org", {"hub": "Viewer", "immortals": "Viewer"})
        ]


def test_is_guardian_follows_what_admins_approve(world: World) -> None:
    assert world.run(FLAG.format("u7")).fetchall() == [(True, True)]
    assert world.run(FLAG.format("u9")).fetchall() == [(False, False)]
    with world.conn.transaction(force_rollback=True):
        world.become("u1")
        world.run("update guardian_relationships set is_approved = true where guardian_id = :u9")
        assert world.run(FLAG.format("u9")).fetchall() == [(True, True)]
        world.run("delete from guardian_relationships where guardian_id = :u7 and ward_id = :u5")
        assert world.run(FLAG.format("u7")).fetchall() == [(True, True)]
        world.run("delete from guardian_relationships where guardian_id = :u7")
        assert world.run(FLAG.format("u7")).fetchall() == [(False, False)]


def test_a_profile_is_complete_with_four_fields(world: World) -> None:
    complete = "select profile_completed from profiles where id = :u4"
    with world.acting("u4"):
        assert world.run(complete).fetchall() == [(False,)]
        world.run("update profiles set avatar_url = 'https://example.org/4.png'")
        assert world.run(complete).fetchall() == [(True,)]
        world.run("update profiles set bio = null")
        assert world.run(complete).fetchall() == [(False,)]
