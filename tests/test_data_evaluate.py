"""Rows that differ: tenants, roles, permissions and their grants, by keys that people know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from data_world import Pair, data, pair, said, table

from neodiff.data.evaluate import evaluate, needs
from neodiff.errors import PlanError
from neodiff.facts import FactBase
from neodiff.problems import DeclarationError
from neodiff.rows import Change, Secret
from neodiff.scratch.databases import Databases

SCHEMA = """
create table tenants (id uuid primary key default gen_random_uuid(), slug text not null unique, name text,
    settings jsonb not null default '{}');
create table tenant_roles (id bigint generated always as identity primary key, tenant_id uuid not null references tenants on delete cascade,
    slug text not null, unique (tenant_id, slug));
create table permissions (id serial primary key, slug text not null unique, name text, is_system boolean not null default false);
create table role_permissions (tenant_role_id bigint references tenant_roles on delete cascade,
    permission_id integer references permissions, primary key (tenant_role_id, permission_id));
"""
ROWS = """
insert into tenants (slug, name) values ('hub', 'Hub'), ('a', 'A'), ('b', 'B'), ('c', null);
insert into tenant_roles (tenant_id, slug) select id, r from tenants, unnest(array['admin', 'viewer']) r order by tenants.slug, r;
insert into permissions (slug, name) values ('view', 'View'), ('other', 'Mine');
insert into role_permissions select r.id, p.id from tenant_roles r join permissions p on p.slug = 'view' and r.slug = 'admin';
"""


@pytest.fixture(scope="module")
def house(live: Databases, scratch: Databases) -> Iterator[Pair]:
    with pair(live, scratch, SCHEMA, ROWS) as found:
        yield found


def lines(changes: list[Change]) -> list[str]:
    return [said(change) for change in changes]


def fan_out(house: Pair):  # type: ignore[no-untyped-def]
    permissions = house.rows("permissions", key="slug")(slug="view", name="View")(slug="edit", name="Edit")
    grants = house.rows("role_permissions", key="tenant_role_id permission_id")
    for slug in ("view", "edit"):
        grants({"tenant_role": {"slug": "admin"}}, permission={"slug": slug})
    return data(grants, permissions)


def test_fan_out_over_the_roles_of_every_tenant(house: Pair) -> None:
    changes = house.changes(fan_out(house))
    found = lines(changes.forward)
    assert found[0] == "+ permissions slug 'edit': None -> {'slug': 'edit', 'name': 'Edit'}"
    assert len(found) == 5
    assert found[1] == (
        "+ role_permissions permissions (slug 'edit'), tenant_roles (tenants (slug 'a'), slug 'admin'): None -> "
        "{'permission_id': \"<slug 'edit'>\", 'tenant_role_id': \"<tenants (slug 'a'), slug 'admin'>\"}"
    )
    assert [change.row for change in changes.reverse] == [change.row for change in reversed(changes.forward)]
    assert all(change.sign == "-" for change in changes.reverse)
    assert changes.reverse[-1].old == changes.forward[0].new


def test_a_fifth_tenant_gives_exactly_its_rows(live: Databases, scratch: Databases) -> None:
    with pair(live, scratch, SCHEMA, ROWS) as house:
        house.live.execute("""
            insert into permissions (slug, name) values ('edit', 'Edit');
            insert into role_permissions select r.id, p.id from tenant_roles r, permissions p
                where p.slug = 'edit' and r.slug = 'admin'""")
        assert house.changes(fan_out(house)).forward == []
        house.live.execute("""
            insert into tenants (slug) values ('fifth');
            insert into tenant_roles (tenant_id, slug) select id, 'admin' from tenants where slug = 'fifth'""")
        found = lines(house.changes(fan_out(house)).forward)
        assert len(found) == 2
        assert all("tenants (slug 'fifth')" in line for line in found)


def test_an_empty_database_has_only_what_is_declared(house: Pair) -> None:
    tenants = house.rows("tenants", key="slug")(slug="hub", name="Hub")
    roles = house.rows("tenant_roles", key="tenant_id slug")({"tenant": {}}, slug="admin")
    found = data(roles, tenants)
    changes = evaluate(found, old=FactBase(), new=house.new, reader=None, types=house.types, applied=None, allowed=[])
    assert lines(changes.forward) == [
        "+ tenants slug 'hub': None -> {'slug': 'hub', 'name': 'Hub'}",
        "+ tenant_roles tenants (slug 'hub'), slug 'admin': None -> {'slug': 'admin', 'tenant_id': \"<slug 'hub'>\"}",
    ]


def test_equal_rows_give_nothing_and_canonical_texts_are_equal(house: Pair) -> None:
    rows = house.rows("permissions", key="slug")(slug="view", name="View", is_system="no")
    assert house.changes(data(rows)).forward == []


def test_upsert_insert_and_insert_only(house: Pair) -> None:
    upsert = house.rows("permissions", key="slug")(slug="view", name="Look", is_system="yes")
    (change,) = house.changes(data(upsert)).forward
    assert said(change) == (
        "~ permissions slug 'view': {'name': 'View', 'is_system': 'false'} -> {'name': 'Look', 'is_system': 'true'}"
    )
    insert = house.rows("permissions", key="slug", mode="insert")(slug="view", name="Look")(slug="new", name="N")
    assert [change.sign for change in house.changes(data(insert)).forward] == ["+"]
    once = house.rows("permissions", key="slug", insert_only=frozenset(["name"]))(slug="view", name="x")(
        slug="n", name="y"
    )
    changes = house.changes(data(once))
    assert lines(changes.forward) == ["+ permissions slug 'n': None -> {'slug': 'n', 'name': 'y'}"]
    assert lines(changes.reverse) == ["- permissions slug 'n': {'slug': 'n'} -> None"]


def test_bad_values_are_told_at_once_and_secrets_are_not(house: Pair) -> None:
    rows = house.rows("permissions", key="slug")(slug="a", is_system="perhaps")
    rows(slug="b", is_system=Secret("TOKEN", "hunter2"))(slug="c\0")
    with pytest.raises(DeclarationError) as caught:
        house.changes(data(rows))
    text = str(caught.value)
    assert (
        "rows.yaml:1:5: rows of table public.permissions: column 'is_system': expected boolean, got 'perhaps'" in text
    )
    assert "invalid input syntax for type boolean" in text
    assert "rows.yaml:2:5" in text
    assert "$TOKEN" in text
    assert "hunter2" not in text
    assert "NUL" in text


def test_secrets_are_marked(house: Pair) -> None:
    changes = house.changes(data(house.rows("permissions", key="slug")(slug="view", name=Secret("S", "View"))))
    assert changes.forward == []
    assert changes.secret == {(table("permissions"), "name")}


def test_references_match_exactly_one_row(house: Pair) -> None:
    rows = house.rows("role_permissions", key="tenant_role_id permission_id")
    rows(tenant_role={"slug": "viewer"}, permission={"slug": "view"})
    rows(tenant_role={"slug": "viewer", "tenant": {"slug": "nobody"}}, permission={"slug": "view"})
    with pytest.raises(DeclarationError) as caught:
        house.changes(data(rows))
    text = str(caught.value)
    assert "rows.yaml:1:5: reference to table public.tenant_roles with slug 'viewer' matches 4 rows" in text
    assert "tenants (slug 'a'), slug 'viewer'" in text
    assert (
        "rows.yaml:2:5: reference to table public.tenant_roles with slug 'viewer', tenants (slug 'nobody') matches no row"
        in text
    )


def test_exact_deletes_only_when_allowed(house: Pair) -> None:
    rows = house.rows("permissions", key="slug", mode="exact", where="not is_system")(slug="view", name="View")
    changes = house.changes(data(rows))
    assert changes.forward == []
    assert lines(changes.refused) == [
        "- permissions slug 'other': {'id': '2', 'slug': 'other', 'name': 'Mine', 'is_system': 'false'} -> None"
    ]
    changes = house.changes(data(rows), allowed="delete-rows")
    assert changes.refused == []
    assert changes.forward[0].whole
    assert lines(changes.reverse) == [
        "+ permissions slug 'other': None -> {'id': '2', 'slug': 'other', 'name': 'Mine', 'is_system': 'false'}"
    ]


def test_children_of_deleted_rows_are_planned_or_forbid_it(house: Pair) -> None:
    only = house.rows("tenants", key="slug", mode="exact")(slug="hub")(slug="a")(slug="b")
    changes = house.changes(data(only), allowed="delete-rows")
    found = [f"{change.sign} {change.table.name} {change.row}" for change in changes.forward]
    assert found == [
        "- role_permissions tenant_roles (tenants (slug 'c'), slug 'admin'), permission_id '1'",
        "- tenant_roles tenants (slug 'c'), slug 'viewer'",
        "- tenant_roles tenants (slug 'c'), slug 'admin'",
        "- tenants slug 'c'",
    ]
    assert changes.forward[-1].table == table("tenants")
    permissions = house.rows("permissions", key="slug", mode="exact")(slug="other")
    with pytest.raises(PlanError, match=r"4 rows of table public\.role_permissions refer to them"):
        house.changes(data(permissions), allowed="delete-rows")


def test_needs_are_the_declared_columns(house: Pair) -> None:
    assert needs(fan_out(house), old=house.old, new=house.new) == {
        table("role_permissions"): ("tenant_role_id", "permission_id"),
        table("tenant_roles"): ("id", "tenant_id", "slug"),
        table("tenants"): ("id", "slug"),
        table("permissions"): ("id", "slug", "name"),
    }
