"""Who reads and writes what of the declared target: four tenants, a guardian, a stranger, anon and service_role."""

from __future__ import annotations

import re

import psycopg
import pytest
from neothink.world import DENIED, PEOPLE, World, expectations

# Nobody but service_role reads e-mail addresses in bulk, nobody at all right answers from the table.
CLOSED = [
    ("u1", "select email from user_platform_access"),
    ("anon", "select email from user_platform_access"),
    ("u1", "select correct_answer from assessment_questions"),
    ("u8", "select correct_answer from assessment_questions"),
    ("u8", "select * from assessment_questions"),
    ("u8", "update assessment_questions set points = 2 where correct_answer is not null"),
    ("anon", "select from private.my_tenants()"),
    ("anon", "select from private.member_profiles()"),
]


@pytest.mark.parametrize(("who", "expected", "sql"), expectations("reads.txt"))
def test_reads(world: World, who: str, expected: str, sql: str) -> None:
    assert "; ".join(str(value).lower() for value in world.column(who, sql)) == expected.lower()


@pytest.mark.parametrize(("who", "expected", "sql"), expectations("writes.txt"))
def test_writes(world: World, who: str, expected: str, sql: str) -> None:
    assert world.attempt(who, *sql.split("; ")) == (DENIED if expected == "denied" else int(expected))


def test_every_policy_is_seen_to_admit_and_to_refuse(world: World) -> None:
    tried = {
        (match[2], match[1], expected not in ("denied", "0"))
        for _, expected, sql in expectations("writes.txt")
        for match in re.finditer(r"\b(insert into|update|delete from) (\w+)", sql.split("; ")[-1])
    }
    writing = "select tablename, cmd from pg_policies where schemaname = 'public' and cmd <> 'SELECT'"
    policies = world.conn.execute(writing).fetchall()
    verbs = {"INSERT": "insert into", "UPDATE": "update", "DELETE": "delete from"}
    wanted = {(table, verbs[command], admits) for table, command in policies for admits in (True, False)}
    assert sorted(wanted - tried) == []
    read = " ".join(sql for _, _, sql in expectations("reads.txt"))
    assert [table for table, _ in world.tables() if f" {table}" not in read] == []


@pytest.mark.parametrize(("who", "sql"), CLOSED)
def test_closed(world: World, who: str, sql: str) -> None:
    assert world.attempt(who, sql) == DENIED


@pytest.mark.parametrize("who", PEOPLE)
def test_no_policy_recurses_or_fails(world: World, who: str) -> None:
    for table, columns in world.tables():
        assert isinstance(world.attempt(who, f"select {columns} from {table}"), int), table


def test_a_stranger_reads_nothing_but_languages(world: World) -> None:
    assert [table for table, columns in world.tables() if world.attempt("u11", f"select {columns} from {table}")] == [
        "languages"
    ]


def test_anon_reads_languages_and_writes_nothing(world: World) -> None:
    for table, _ in world.tables():
        assert (world.attempt("anon", f"select from {table}") == DENIED) == (table != "languages"), table
    for table, _ in world.tables("r"):
        for statement in (f"insert into {table} default values", f"delete from {table}", f"truncate {table}"):
            assert world.attempt("anon", statement) == DENIED, statement


def test_service_role_does_the_rest(world: World) -> None:
    assert world.column("service_role", "select count(*) from profiles") == [10]
    assert world.attempt("service_role", "select from user_platform_access") != DENIED
    assert world.attempt("service_role", "update profiles set subscription_status = 'active'") == 10
    assert world.attempt("service_role", "update assessment_attempts set score = 1, answers = '{}'") == 4


def test_a_suspended_member_is_a_stranger(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("update tenant_users set status = 'suspended' where user_id = :u2")
        world.become("u2")
        assert world.run("select from content_modules").rowcount == 0
        assert world.run("select from tenants").rowcount == 0


def test_a_role_of_another_tenant_gives_nothing(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("""update tenant_users set tenant_role_id = (
            select id from tenant_roles where tenant_id = :hub and slug = 'admin') where user_id = :u3""")
        world.become("u3")
        assert world.run("select from private.tenants_allowing('content:edit')").rowcount == 0
        assert world.run("select from private.admin_tenants()").rowcount == 0


def test_a_permission_row_gives_a_role_more_and_no_more(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("""insert into role_permissions (tenant_role_id, permission_id)
            select r.id, p.id from tenant_roles r, permissions p
            where r.tenant_id = :immortals and r.slug = 'viewer' and p.slug = 'content:edit'""")
        world.become("u8")
        assert world.run("update content_modules set title = 'x' where platform = 'hub'").rowcount == 0
        assert world.run("update resources set title = 'x' where is_published is not true").rowcount == 1
        with pytest.raises(psycopg.errors.InsufficientPrivilege):  # content:edit is not content:publish
            world.run("update lessons set is_published = true where module_id = :module42")


def test_content_under_a_strangers_id_opens_nothing(world: World) -> None:
    resource = "insert into resources (id, platform, title, resource_type) values (:module11, 'ascenders', 'x', 'link')"
    with world.acting("u2"):
        world.run(resource)
        assert world.run("select from content_versions where content_id = :module11").rowcount == 0


def test_a_private_profile_is_not_shown(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("update profiles set profile_visibility = 'private' where id = :u4")
        world.become("u8")
        assert world.run("select from member_profiles where id = :u4").rowcount == 0
        assert world.run("select from member_profiles where id = :u7").rowcount == 1


def test_an_admin_does_not_approve_themselves(world: World) -> None:
    with world.acting("u1"):
        world.run(
            "insert into guardian_relationships (guardian_id, ward_id, relationship_type) "
            "values (:u1, :u4, 'x'), (:u8, :u1, 'x')"
        )
        approve = "update guardian_relationships set is_approved = true where :u1 in (guardian_id, ward_id)"
        assert world.run(approve).rowcount == 0


def test_a_facilitator_who_left_runs_nothing(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("delete from tenant_users where user_id = :u4")
        world.become("u4")
        assert world.run("select from learning_groups").rowcount == 0
        assert world.run("select from learning_group_members").rowcount == 0


def test_an_admin_of_one_tenant_learns_nothing_of_the_others(world: World) -> None:
    with world.conn.transaction(force_rollback=True):
        world.run("""update tenant_users set tenant_role_id = (
            select id from tenant_roles where tenant_id = :ascenders and slug = 'admin') where user_id = :u2""")
        world.become("u2")
        assert world.run("select entity_id = :ascenders from audit_logs").fetchall() == [(True,)]
        assert world.run("select platform from analytics_summaries").fetchall() == [("ascenders",)]
        assert world.run("select from subscriptions").rowcount == 0
        assert world.run("select from guardian_relationships").rowcount == 0
