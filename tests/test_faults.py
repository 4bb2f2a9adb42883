"""What was wrong with the migration plan that schema/ comes from, put back point by point: check finds each of them.

The points are numbered as they were found. Two are seen only when something runs, and are tested where that is:
an aggregate inside an aggregate (4), and a parameter that hides a column in the body of a function (half of 1).
"""

from __future__ import annotations

import json
import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from neodiff.__main__ import run
from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_INPUT
from neodiff.scratch.databases import Databases

SCHEMA = Path(__file__).parent.parent / "schema"
Edit = tuple[str, str, str]  # file, old text, new text; a file that is not there is made
Expected = set[tuple[str, str]]  # rule, object

MINE = "user_id = (select auth.uid()) or tenant_id = any (array(select private.my_tenants()))"
SAME_TENANT = (
    "tenant_id in (select mine.tenant_id from public.tenant_users mine where mine.user_id = (select auth.uid()))"
)
MEMBERS_DO_ALL = """\
policies:
  tenant_users_members:
    to: authenticated
    using: tenant_id = any (array(select private.my_tenants()))
"""
FAULTS: dict[str, tuple[list[Edit], Expected]] = {
    "1: a helper in the platform's schema, with its owner's rights and the caller's search_path": (
        [
            (
                "functions/is_admin_of.yaml",
                "",
                """\
function: is_admin_of
schema: auth
args: {tenant: uuid}
returns: boolean
language: sql
volatility: stable
security: definer
body: select private.is_tenant_admin(tenant)
""",
            )
        ],
        {
            ("object_in_platform_schema", "function auth.is_admin_of(uuid)"),
            ("function_search_path_mutable", "function auth.is_admin_of(uuid)"),
        },
    ),
    "2: a policy that reads its own table": (
        [
            ("tables/tenant_users.yaml", f"using: {MINE}", f"using: {SAME_TENANT}"),
        ],
        {
            ("policy_recursion", "policy public.tenant_users.tenant_users_select"),
        },
    ),
    "5: branding that overwrites what tenants chose, with a placeholder that nothing fills": (
        [
            ("tables/tenants.yaml", "  branding:\n    default:\n", "  branding:\n    enforce:\n"),
            ("tables/tenants.yaml", "io/{slug}/logo-full.png", "io/[tenant-slug]/logo-full.png"),
        ],
        {("json_enforced_everywhere", "table public.tenants"), ("json_unfilled_placeholder", "table public.tenants")},
    ),
    "6: one policy that lets everyone do everything": (
        [("tables/content_translations.yaml", "policies:\n", "policies:\n  anyone: {using: true}\n")],
        {
            ("rls_policy_always_true", "policy public.content_translations.anyone"),
            ("policy_to_public", "policy public.content_translations.anyone"),
            ("policy_for_all", "policy public.content_translations.anyone"),
        },
    ),
    "7: rows that are inserted by a statement, which stops when it is run again": (
        [
            (
                "rows.yaml",
                "",
                "sql: permissions\ncreate: |\n  insert into public.permissions (name, slug) values ('Keep', 'content:keep');\n",
            )
        ],
        {("data_in_sql", "sql permissions")},
    ),
    "8: row-level security without a policy, and members who may write because one policy is for all": (
        [
            (
                "tables/audit_logs.yaml",
                """policies:
  audit_logs_select:
    for: select
    to: authenticated
    using: (select private.is_hub_admin()) or entity_id = any (array(select private.admin_tenants()))
    comment: Admins of hub read the log, other admins what it says about their own tenant
""",
                "",
            ),
            ("tables/tenant_users.yaml", "policies:\n", f"{MEMBERS_DO_ALL}  # and the others\n"),
        ],
        {
            ("rls_enabled_no_policy", "table public.audit_logs"),
            ("policy_for_all", "policy public.tenant_users.tenant_users_members"),
        },
    ),
    "9: a materialized view of addresses under the platform's default grants": (
        [("views/user_platform_access.yaml", "grants:\n  service_role: all\n", "")],
        {
            ("materialized_view_in_api", "materialized view public.user_platform_access"),
            ("sensitive_columns_exposed", "materialized view public.user_platform_access"),
        },
    ),
    "10: rows that go because they are not declared, those that were there before too": (
        [("tables/permissions.yaml", "\nrows:\n", "\nrows:\n  mode: exact\n  values:\n")],
        {("exact_rows_everywhere", "table public.permissions")},
    ),
    "11: a flag that is set once, on the rows of that day": (
        [
            (
                "flag.yaml",
                "",
                """\
sql: guardians
create: |
  update public.profiles set is_guardian = true
  where id in (select guardian_id from public.guardian_relationships);
""",
            )
        ],
        {("data_in_sql", "sql guardians")},
    ),
    "12: a foreign key without an index, auth.uid() for every row, an index that a constraint has": (
        [
            ("tables/lessons.yaml", "  idx_lessons_module_id: [module_id]\n", ""),
            ("tables/subscriptions.yaml", "using: user_id = (select auth.uid())", "using: user_id = auth.uid()"),
            ("tables/profiles.yaml", "rls: forced\n", "indexes:\n  profiles_email: [email]\nrls: forced\n"),
        ],
        {
            ("unindexed_foreign_keys", "foreign key public.lessons.lessons_module_id_fkey"),
            ("policy_column_unindexed", "policy public.lessons.lessons_select"),
            ("auth_rls_initplan", "policy public.subscriptions.subscriptions_select"),
            ("duplicate_index", "index public.profiles.profiles_email"),
        },
    ),
    "13: a helper whose owner row-level security holds for": (
        [("functions/private/my_tenants.yaml", "schema: private\n", "schema: private\nowner: clerk\n")],
        {("definer_under_rls", "function private.my_tenants()")},
    ),
}


# More than one permissive policy comes with every fault that adds one, and tests of who may do what notice most of them.
BESIDE = {"multiple_permissive_policies", "policy_test"}


def checked(folder: Path, scratch: Databases) -> tuple[int, list[dict[str, str]]]:
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as out:
        patch.setenv("NEODIFF_CACHE", str(scratch.server.cache))
        status = run(["check", "--schema-dir", str(folder), "--level", "style", "--format", "json"])
    return status, json.loads(out.getvalue())["findings"]


def edited(folder: Path, edits: list[Edit]) -> Path:
    shutil.copytree(SCHEMA, folder)
    (folder / "rollout.yaml").unlink()  # which of its migrations a fault would belong to is no matter here
    for name, old, new in edits:
        path = folder / name
        assert path.exists() == bool(old), name
        text = path.read_text(encoding="utf-8") if old else ""
        assert not old or text.count(old) == 1, f"{name} has it {text.count(old)} times: {old}"
        path.write_text(text.replace(old, new) if old else new, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def findings(scratch: Databases, tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """All faults in one copy: one load tells what is found of each."""
    every = [edit for edits, _ in FAULTS.values() for edit in edits]
    status, found = checked(edited(tmp_path_factory.mktemp("faults") / "schema", every), scratch)
    assert status == EXIT_DIFFERENT
    assert all(each["line"] and each["message"] and each["remedy"] for each in found)
    return {(each["rule"], each["object"]) for each in found}


@pytest.mark.parametrize("fault", FAULTS)
def test_is_found(findings: Expected, fault: str) -> None:
    assert FAULTS[fault][1] <= findings


def test_nothing_else_is_found(findings: Expected) -> None:
    expected = {each for _, expected in FAULTS.values() for each in expected}
    assert {each for each in findings if each[0] not in BESIDE} == expected


def test_a_name_that_two_tables_have_is_refused(scratch: Databases, tmp_path: Path) -> None:
    """3: tenant_id is a column of both."""
    both = (
        "exists (select 1 from public.tenant_users u join public.tenant_roles r on r.id = u.tenant_role_id "
        "where tenant_id = r.tenant_id)"
    )
    mine = "using: user_id = (select auth.uid()) or tenant_id = any (array(select private.admin_tenants()))"
    folder = edited(tmp_path / "schema", [("tables/subscriptions.yaml", mine, f"using: {both}")])
    status, found = checked(folder, scratch)
    assert 'column reference "tenant_id" is ambiguous' in found[0]["message"]
    assert status == EXIT_INPUT


def test_nothing_is_found_in_the_schema_as_it_is(scratch: Databases) -> None:
    assert checked(SCHEMA, scratch) == (EXIT_EQUAL, [])
