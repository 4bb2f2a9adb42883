"""Rows as people read them: named by their keys, JSON path by path, what is common said once, and no secret anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from neodiff.facts import Fact, FactBase, FactId
from neodiff.outcome import Plan
from neodiff.prove import Proof, Verdict
from neodiff.review import html, machine, markdown, rows, script, steps, text
from neodiff.review.cells import Difference, Words, fitted
from neodiff.review.paths import leaves, spelled
from neodiff.rows import Cells, Change, Changes, Ident, Kept, Reference, Secret
from neodiff.statement import Statement

HOSTILE = "a'b\"c\n\\! echo PWNED\r\n*/ --;\x1b[31m `x` ```` <script>alert(1)</script> |:name $$ %s @all \u202e"
ROLES, TENANTS = FactId("table", "public", "tenant_roles"), FactId("table", "public", "tenants")
PERMISSIONS, GRANTED = FactId("table", "public", "permissions"), FactId("table", "public", "role_permissions")
TO_TENANT = Reference(("tenant_id",), TENANTS, ("id",))
TO_ROLE = Reference(("tenant_role_id",), ROLES, ("id",))
TO_PERMISSION = Reference(("permission_id",), PERMISSIONS, ("id",))
FORMATS: list[Callable[[Plan], str]] = [
    text.text,
    markdown.text,
    html.text,
    machine.text,
    script.forward,
    script.reverse,
    lambda plan: "\n".join(rows.told(plan)),
]


def tenant(slug: str) -> Ident:
    return Ident(TENANTS, (("slug", slug),))


def role(slug: str, of: str = "hub") -> Ident:
    return Ident(ROLES, (("slug", slug),), ((TO_TENANT, tenant(of)),))


def permission(slug: str) -> Ident:
    return Ident(PERMISSIONS, (("slug", slug),))


def insert(ident: Ident, **values: str | Secret | None) -> Change:
    return Change(ident, None, Cells({**dict(ident.values), **values}, dict(ident.through)))


def update(ident: Ident, **values: tuple[str | Secret | None, str | Secret | None]) -> Change:
    old, new = ({name: sides[i] for name, sides in values.items()} for i in (0, 1))
    return Change(ident, Cells(old), Cells(new))


def delete(ident: Ident, **values: str | None) -> Change:
    return Change(ident, Cells({**dict(ident.values), **values}), None, whole=True)


def about(table: FactId, verb: str, sql: str = "do $$ begin end $$") -> Statement:
    return Statement(sql, FactId("rows", "", "", table), verb)


def plan(*changes: Change, **others: list[Change] | list[Kept] | set[tuple[FactId, str]] | list[str]) -> Plan:
    facts = FactBase(major=18)
    for table in (TENANTS, ROLES, PERMISSIONS, GRANTED):
        facts.add(Fact(table, {}))
    for column, kind in (("branding", "jsonb"), ("active", "boolean"), ("seats", "integer"), ("slug", "text")):
        facts.add(Fact(FactId("column", "", column, TENANTS), {"type": kind}))
    verbs = dict.fromkeys((change.table, rows.DOES[change.sign]) for change in changes)
    agreed = [Verdict("facts")]
    return Plan(
        "staging",
        "17.6",
        forward=[about(*key) for key in verbs],
        reverse=[about(*key) for key in verbs],
        rows=Changes(forward=list(changes), **others),  # type: ignore[arg-type]
        proof=Proof(forward=agreed, reverse=agreed, ran_on="18.6"),
        old=facts,
        new=facts,
    )


# -- names and values


def test_rows_are_named_by_what_leads_to_them() -> None:
    words = Words(plan())
    granted = Ident(GRANTED, (), ((TO_ROLE, role("admin")), (TO_PERMISSION, permission("content:view"))))
    assert words.row(granted) == "tenant_role 'admin' of tenant 'hub', permission 'content:view'"
    assert words.row(role("it's")) == "tenant 'hub', slug 'it''s'"
    both = Ident(PERMISSIONS, (("slug", "a"), ("lang", None)), ((TO_ROLE, role("x")),))
    assert words.referred(both) == "(slug 'a', lang null) of tenant_role 'x' of tenant 'hub'"
    assert words.referred(granted) == "(tenant_role 'admin' of tenant 'hub', permission 'content:view')"


def test_paths_keep_numbers_and_quote_keys() -> None:
    old = '{"a": {"n": 1.10, "gone": [1, {}]}, "big": 12345678901234567890.5, "s": "1", "o": {}}'
    new = '{"a": {"n": 1.1}, "big": 12345678901234567890.5, "s": 1, "o": {"x.y": {"z": null}}, "e": {}}'
    found = leaves(old, new)
    assert found is not None
    assert [(spelled(leaf.path), leaf.old, leaf.new) for leaf in found] == [
        ("a.n", "1.10", "1.1"),
        ("a.gone", "[1, {}]", None),
        ("s", '"1"', "1"),
        ('o."x.y".z', None, "null"),
        ("e", None, "{}"),
    ]
    assert leaves("no json", "{}") is None
    assert leaves("[" * 100_000, "{}") is None
    assert leaves(None, "{}") == []


def test_values_are_cut_where_they_differ() -> None:
    assert fitted("a", "b", 10) == ("a", "b")
    old, new = fitted("x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500, 60)
    assert "old" in old
    assert "new" in new
    assert len(old) + len(new) <= 60
    assert len(Difference("~", "c", "a" * 99, "b").sides(30)) <= 30


def test_null_and_unknown_and_json_null_differ() -> None:
    words = Words(plan())

    def said(change: Change) -> list[str]:
        return [f"{d.sign} {d.name}: {d.sides(60)}" for d in words.differences(change)]

    assert said(update(tenant("a"), branding=(None, "{}"))) == ["~ branding: null -> {}"]
    assert said(update(tenant("a"), branding=("null", None))) == ["~ branding: null of JSON -> null"]
    assert said(update(tenant("a"), branding=(None, '{"a": 1}'))) == ["+ branding.a: 1"]
    assert said(update(tenant("a"), branding=("[1]", "[2]"))) == ["~ branding: [1] -> [2]"]
    assert said(update(tenant("a"), active=("t", "f"), seats=("1", "2"))) == [
        "~ active: true -> false",
        "~ seats: 1 -> 2",
    ]
    moved = Change(role("a"), Cells(through={TO_TENANT: None}), Cells(through={TO_TENANT: tenant("hub")}))
    assert said(moved) == ["~ tenant: null -> 'hub'"]
    assert said(Change(tenant("a"), Cells(), Cells({"slug": "b"}))) == ["~ slug: (unknown) -> 'b'"]


# -- the plan


@pytest.fixture
def seeded() -> Plan:
    """Rows of every sign; four tenants get the same default, one of them a value of its own."""

    def branded(slug: str, own: str = "") -> Change:
        return update(tenant(slug), branding=('{"logo": 1}', f'{{"logo": 1, "colors": {{"primary": "#1A73E8"}}{own}}}'))

    return plan(
        insert(permission("content:view"), name="View Content", note=None),
        insert(permission("content:edit"), name="Edit"),
        insert(Ident(GRANTED, (), ((TO_ROLE, role("admin")), (TO_PERMISSION, permission("content:view"))))),
        branded("hub"),
        branded("ascent", ', "url": "https://x/ascent"'),
        branded("mark"),
        update(role("admin"), name=("Admin", "Administrator")),
        delete(permission("old"), name="Old"),
        kept=[
            Kept(tenant("hub"), "branding", ("colors", "accent"), '"#000"', '"#FFF"'),
            Kept(tenant("mark"), "seats", (), "7", "5"),
            Kept(role("guest"), "", (), None, None, "deleted since it was last applied"),
        ],
        refused=[delete(role(f"r{i}"), name="x") for i in range(12)],
        notes=["nothing was applied before: the declaration wins"],
    )


def test_summary_counts_rows(seeded: Plan) -> None:
    said = text.summary(seeded)
    assert said.startswith(
        "staging: 3 rows to insert, 4 to update, 1 to delete in 4 tables; 12 refused; proven forward"
    )
    assert rows.counted([insert(tenant("a"))]) == "1 row to insert in 1 table"
    assert "No difference" not in markdown.text(seeded)
    assert markdown.text(seeded).count("3 rows to insert") == 1


def test_text_shows_rows_table_by_table(seeded: Plan) -> None:
    said = text.text(seeded)
    assert (
        """Changes:
  ~ rows of table public.permissions: 2 to insert, 1 to delete
      + slug 'content:view': name 'View Content', note null
      + slug 'content:edit': name 'Edit'
      - slug 'old': name 'Old'
  + rows of table public.role_permissions: 1 to insert
      + tenant_role 'admin' of tenant 'hub', permission 'content:view'
  ~ rows of table public.tenants: 3 to update
      ~ in 3 rows: slug 'hub', slug 'ascent', slug 'mark'
          + branding.colors.primary: "#1A73E8"
      ~ slug 'ascent'
          + branding.url: "https://x/ascent"
  ~ rows of table public.tenant_roles: 1 to update
      ~ tenant 'hub', slug 'admin'
          ~ name: 'Admin' -> 'Administrator'
"""
        in said
    )
    assert (
        """Kept, changed since it was last applied:
  rows of table public.tenants: 2 values
      slug 'hub': branding.colors.accent is "#000", declared "#FFF"
      slug 'mark': seats is 7, declared 5
Kept, deleted since it was last applied:
  rows of table public.tenant_roles: 1 value
      tenant 'hub', slug 'guest': the row is gone
"""
        in said
    )
    assert "to have it all: --allow delete-rows\n  - rows of table public.tenant_roles: 12 to delete\n" in said
    assert "      - tenant 'hub', slug 'r9': name 'x'\n      and 2 more (all of them: --format json)\n" in said
    assert re.sub(r"\x1b\[[\d;]*m", "", text.text(seeded, colour=True)) == said
    assert max(map(len, text.text(seeded, sql=False).splitlines()[1:])) < 80


def test_long_values_and_many_rows_are_cut() -> None:
    many = [insert(permission(f"p{i}"), name="n" * 500) for i in range(1000)]
    wide = update(tenant("hub"), branding=("{}", json.dumps({f"k{i}": "v" * 200 for i in range(60)})))
    made = plan(*many, wide)
    said = text.text(made, sql=False)
    assert "+ rows of table public.permissions: 1000 to insert" in said
    assert "and 990 more (all of them: --format json)" in said
    assert "and 20 more (all of them: --format json)" in said
    assert max(map(len, said.splitlines()[1:])) < 80
    assert len(markdown.text(made)) < 30_000
    assert len(json.loads(machine.text(made))["rows"]) == 1001


def test_script_says_what_it_writes(seeded: Plan) -> None:
    said = script.forward(seeded)
    assert "--   rows to insert: public.permissions (2), public.role_permissions (1)\n" in said
    assert "--   rows to delete: public.permissions (1)\n" in said
    assert "make again" not in said
    assert "-- 1/5 insert 2 rows of table public.permissions\n" in said
    assert "insert 1 row of table public.role_permissions\n" in said
    assert "update 3 rows of table public.tenants\n" in said
    assert "--   3 values of rows kept" in said
    assert "--   nothing was applied before" in said
    assert said.startswith("-- REFUSED: 12 changes are left out")
    assert "-- rows of table public.tenant_roles: 12 to delete\n--   delete-rows: rows that are not declared" in said
    assert "--     and 2 more\n" in said


def test_rows_in_several_steps_are_not_counted() -> None:
    made = plan(insert(permission("a")), insert(role("a")), insert(permission("b")))
    made.forward = [about(PERMISSIONS, "insert"), about(ROLES, "insert"), about(PERMISSIONS, "insert")]
    titles = [step.title for part in steps.forward(made).parts() for step in part.steps]
    assert titles[0] == titles[2] == "insert rows of table public.permissions"
    assert titles[1] == "insert 1 row of table public.tenant_roles"


def test_machine_has_everything(seeded: Plan) -> None:
    said = json.loads(machine.text(seeded))
    assert said["summary"]["rows"] == {"insert": 3, "update": 4, "delete": 1}
    assert (said["summary"]["refused"], said["summary"]["kept_values"]) == (12, 3)
    granted = {"tenant_role": {"tenant": {"slug": "hub"}, "slug": "admin"}, "permission": {"slug": "content:view"}}
    assert said["rows"][2]["key"] == granted
    assert said["rows"][2]["columns"]["permission"] == {"new": {"slug": "content:view"}}
    assert said["rows"][0] == {
        "table": "public.permissions",
        "sign": "+",
        "key": {"slug": "content:view"},
        "columns": {"slug": {"new": "content:view"}, "name": {"new": "View Content"}, "note": {"new": None}},
    }
    path = {"column": "branding", "path": ["colors", "primary"], "old": None, "new": '"#1A73E8"'}
    assert said["rows"][3]["paths"] == [path]
    assert said["rows"][3]["columns"]["branding"]["old"] == '{"logo": 1}'
    assert said["kept_values"][1]["live"] == "7"
    assert (said["refused"][11]["hazard"], said["refused"][11]["key"]["slug"]) == ("delete-rows", "r11")
    assert said["notes"] == seeded.rows.notes


def test_markdown_and_page_show_rows(seeded: Plan) -> None:
    said = markdown.text(seeded)
    assert "<summary><code>~ rows of table public.tenants</code>: 3 to update</summary>" in said
    assert (
        "```diff\n! in 3 rows: slug 'hub', slug 'ascent', slug 'mark'\n+     branding.colors.primary: \"#1A73E8\""
        in said
    )
    assert "| `-` | `rows of table public.tenant_roles: 12 to delete` |" in said
    assert "Kept, changed since it was last applied: 2" in said
    page = html.text(seeded)
    assert '<span class="name">branding.colors.primary</span> <ins>&quot;#1A73E8&quot;</ins>' in page
    assert "<del>&#x27;Admin&#x27;</del> → <ins>&#x27;Administrator&#x27;</ins>" in page
    assert "<b>8</b> <span>rows to write</span>" in page


def test_kept_alone_is_told_though_nothing_differs() -> None:
    made = plan(kept=[Kept(tenant("hub"), "seats", (), "7", "5")])
    assert text.text(made).startswith("staging: no difference\n\nKept, changed since it was last applied:\n")
    assert rows.told(made) == [
        "kept in rows of table public.tenants, changed since it was last applied: 1",
        "  slug 'hub': seats is 7, declared 5",
    ]


# -- secrets and hostile values


@pytest.mark.parametrize("write", FORMATS)
def test_secrets_are_never_shown(write: Callable[[Plan], str]) -> None:
    secret = Secret("API_TOKEN", "S3CRET-new")
    made = plan(
        insert(tenant("a"), token=secret, seats="1"),
        update(tenant("b"), token=("S3CRET-old", secret), branding=('{"a": "S3CRET"}', '{"a": "S3CRET-too"}')),
        Change(Ident(TENANTS, (("token", "S3CRET-key"),)), Cells({"token": "S3CRET-key"}), None),
        insert(Ident(ROLES, (), ((TO_TENANT, Ident(TENANTS, (("token", "S3CRET-through"),))),))),
        kept=[
            Kept(tenant("a"), "token", (), "S3CRET-live", "S3CRET-declared"),
            Kept(tenant("a"), "branding", ("a",), '"S3CRET-live"', '"S3CRET-declared"'),
        ],
        refused=[delete(tenant("gone"), token="S3CRET-gone", branding='{"a": "S3CRET"}')],
        secret={(TENANTS, "branding")},
    )
    said = write(made)
    assert "S3CRET" not in said
    assert "(secret)" in said or write in (script.forward, script.reverse)


@pytest.fixture
def hostile() -> Plan:
    table = FactId("table", HOSTILE, HOSTILE)
    ident = Ident(table, ((HOSTILE, HOSTILE),), ((Reference((HOSTILE,), table, ("id",)), tenant(HOSTILE)),))
    cells = Cells({HOSTILE: HOSTILE, "c": json.dumps({HOSTILE: HOSTILE})})
    return plan(
        Change(ident, None, cells),
        Change(ident, Cells({HOSTILE: "x", "c": "{}"}), cells),
        Change(ident, cells, None),
        update(tenant(HOSTILE), branding=("{}", json.dumps({HOSTILE: HOSTILE}, ensure_ascii=False))),
        kept=[Kept(ident, HOSTILE, (HOSTILE,), HOSTILE, HOSTILE, HOSTILE)],
        refused=[Change(ident, cells, None)],
        notes=[HOSTILE],
    )


def test_no_value_leaves_its_place(hostile: Plan) -> None:
    for said in (script.forward(hostile), script.reverse(hostile)):
        code = [line for line in re.split(r"[\r\n]", said) if line and not line.startswith("--")]
        assert all(
            line.startswith((r"\set ON_ERROR_STOP", "set ", "reset ", "begin;", "commit;", "do $$")) for line in code
        )
    for write in FORMATS:
        if write is not machine.text:
            assert not any(char in write(hostile) for char in "\r\x1b\u202e")
    page = html.text(hostile)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_markdown_of_rows_is_escaped(hostile: Plan) -> None:
    outside, inside = [], ""
    for line in markdown.text(hostile).split("\n"):
        ticks = re.match(r"`{3,}", line)
        if inside:
            inside = "" if line == inside else inside
        elif ticks:
            inside = ticks[0]
        else:
            outside.append(re.sub(r"<code>[^<]*</code>", "", line))
    assert inside == ""
    plain = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", "\n".join(outside))
    assert "<script" not in plain
    assert "@all" not in plain
