"""Changes of rows as SQL, run on a server: through psycopg as the proof runs them, and through psql as people do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import psycopg
import pytest
from rows_world import HOSTILE, PARENT, TENANT, World, grant, granted, role, row, table, thing, undone

from neodiff.data.write import statements
from neodiff.rows import Cells, Change, Ident
from neodiff.scratch.databases import Databases


@pytest.fixture
def world(scratch: Databases) -> Iterator[World]:
    with scratch.fresh() as dsn:
        found = World(dsn, scratch.server.bin)
        yield found
        found.conn.close()


def sql(changes: Sequence[Change], world: World) -> str:
    return ";\n".join(s.sql for step in statements(changes, world.shapes) for s in step.statements)


def test_rows_without_references_are_a_table(world: World) -> None:
    changes = [thing("a", v="x", n="1"), thing("b", v=None, n="2")]
    assert sql(changes, world) == (
        """do $$
declare
    n bigint;
begin
    insert into public.things (k, v, n)
    values
        ('a', 'x', '1'),
        ('b', null, '2');
    get diagnostics n = row_count;
    if n <> 2 then
        raise exception 'drifted since planned: % of 2 rows of public.things are as they were planned', n
            using errcode = '27000', hint = 'run the diff again';
    end if;
end
$$"""
    )
    world.write(changes)
    assert world.ask("select k, v, n from things order by k") == [("a", "x", 1), ("b", None, 2)]
    world.write(undone(changes))
    assert world.ask("select * from things") == []


def test_every_hostile_value_comes_back_as_it_was(world: World) -> None:
    odd = "Odd \"name'$$%"
    changes = [thing(str(i), **{"v": text, odd: text}) for i, text in enumerate(HOSTILE)]
    for way in (world.write, lambda c: world.psql(c)):
        way(changes)
        found = world.ask(f'select v, "{odd.replace(chr(34), 2 * chr(34))}" from things order by k::int')
        assert found == [(text, text) for text in HOSTILE]
        edits = [
            Change(c.row, c.new and Cells({"v": c.new.values["v"]}), Cells({"v": f"{i} {HOSTILE[-i]}"}))
            for i, c in enumerate(changes)
        ]
        way(edits)
        assert world.ask("select v from things order by k::int") == [
            (f"{i} {HOSTILE[-i]}",) for i in range(len(HOSTILE))
        ]
        way(undone(edits))
        way(undone(changes))
        assert world.ask("select * from things") == []


def test_every_type_is_guarded(world: World) -> None:
    full = {"v": "x", "n": "1", "d": "1.10", "j": '{"a" : 1}', "b": '{"a": 1.10}', "c": "ab   "}
    full |= {"t": "2026-01-02 03:04:05.678901+00", "i": "1 day 02:03:04", "p": "(1,2)", "a": '{a,"b c",NULL}'}
    full |= {"f": "0.1", "y": "\\x00ff", "bt": "101", "bo": "(2,2),(0,0)"}
    changes: list[Change] = [thing("a", **full), thing("b", **full), thing("c", **dict.fromkeys(full))]
    world.write(changes)
    before = world.state("things")
    edits = [
        Change(change.row, Cells(dict.fromkeys(full, None)), Cells(dict(full)))
        if change.row.values[0][1] == "c"
        else Change(change.row, Cells(dict(full)), Cells(dict.fromkeys(full)))
        for change in changes
    ]
    world.write(edits)
    assert world.ask("select k from things where v is not null") == [("c",)]
    world.write(undone(edits))
    assert world.state("things") == before
    for column in full:
        with pytest.raises(psycopg.Error, match=r"drifted since planned: 0 of 1 rows of public\.things") as caught:
            world.write([Change(row("things", k="a"), Cells({column: None}), Cells({"n": "5"}))])
        assert caught.value.sqlstate == "27000"
    world.write(undone(changes))
    assert world.ask("select * from things") == []


def test_references_are_found_by_key(world: World) -> None:
    before = world.state("role_permissions")
    pairs = [(role(r, t), p) for t in ("hub", "lab") for r in ("admin", "viewer") for p in ("view", "edit")]
    pairs.append((role("guest", None), "view"))
    changes = [Change(grant(*pair), None, granted(*pair)) for pair in pairs]
    steps = world.write(changes)
    assert [(step.does, len(step.statements)) for step in steps] == [("put", 2)]
    found = world.ask(
        """select t.slug, r.slug, p.slug from role_permissions x join roles r on r.id = x.role_id
        left join tenants t on t.id = r.tenant_id join permissions p on p.id = x.permission_id order by 1, 2, 3"""
    )
    said = [(dict(i.through[0][1].values)["slug"] if i.through else None, dict(i.values)["slug"], p) for i, p in pairs]
    assert sorted(found, key=str) == sorted(said, key=str)
    world.write(undone(changes))
    assert world.state("role_permissions") == before
    with pytest.raises(psycopg.Error, match=r"drifted since planned: 0 of 1 rows of public\.role_permissions"):
        world.write([Change(grant(role("admin", "gone"), "view"), None, granted(role("admin", "gone"), "view"))])


def test_constants_beside_references_take_the_type_of_their_column(world: World) -> None:
    world.run(
        "create table notes (tenant_id bigint references tenants, doomed jsonb, n integer[], child bit(2), removal text)"
    )
    world.shapes = world.read()
    cells = {"doomed": '{"a": "$"}', "n": "{1}", "child": "10", "removal": None}
    changes = [
        Change(
            Ident(table("notes"), (), ((TENANT, row("tenants", slug=slug)),)),
            None,
            Cells({**cells, "n": f"{{{n}}}"}, {TENANT: row("tenants", slug=slug)}),
        )
        for n, slug in enumerate(("hub", "lab"))
    ]
    world.write(changes)
    assert world.ask("select count(*), min(doomed::text), min(n) from notes") == [(2, '{"a": "$"}', [0])]
    world.write(undone(changes))
    assert world.ask("select * from notes") == []


def test_references_are_set_guarded_and_nulled(world: World) -> None:
    hub, lab = (row("tenants", slug=slug) for slug in ("hub", "lab"))
    moved = Change(row("roles", slug="guest"), Cells({"note": "of nobody"}, {TENANT: None}), Cells({}, {TENANT: hub}))
    back = Change(row("roles", slug="guest"), Cells({}, {TENANT: hub}), Cells({}, {TENANT: None}))
    before = world.state("roles")
    world.write([moved])
    assert world.ask("select t.slug from roles r join tenants t on t.id = r.tenant_id where r.slug = 'guest'") == [
        ("hub",)
    ]
    with pytest.raises(psycopg.Error, match="drifted"):
        world.write([Change(row("roles", slug="guest"), Cells({}, {TENANT: lab}), Cells({"note": "x"}))])
    world.write([back])
    assert world.state("roles") == before


def test_a_tree_in_one_table_grows_in_its_order(world: World) -> None:
    def node(slug: str, parent: str | None) -> Change:
        above = None if parent is None else row("nodes", slug=parent)
        return Change(row("nodes", slug=slug), None, Cells({"slug": slug}, {PARENT: above}))

    changes = [node("a", None), node("b", "a"), node("c", "b"), node("d", None), node("e", "d"), node("f", "a")]
    world.write(changes)
    assert len(world.ask("select * from nodes")) == 6
    world.write(undone(changes))
    assert world.ask("select * from nodes") == []
    world.write(changes)
    with pytest.raises(psycopg.Error, match="rows that nobody planned would be deleted or changed with it: 2 rows of"):
        world.write([Change(row("nodes", slug="a"), Cells({"slug": "a"}, {PARENT: None}), None)])
    # nothing is wrong where the rows that would go along are planned in the same statement
    doomed = [Change(row("nodes", slug=slug), Cells({"slug": slug}), None) for slug in "cbfa"]
    world.write(doomed)
    assert world.ask("select slug from nodes order by 1") == [("d",), ("e",)]


def test_what_a_deletion_would_take_along_must_be_planned(world: World) -> None:
    deletion = Change(row("tenants", slug="hub"), Cells({"slug": "hub"}), None)
    with pytest.raises(psycopg.Error, match=r"2 rows of public\.roles refer to rows of public\.tenants"):
        world.write([deletion])
    assert len(world.ask("select * from roles")) == 7
    steps = world.write([*(Change(role(r, "hub"), Cells({"slug": r}), None) for r in ("admin", "viewer")), deletion])
    assert [step.does for step in steps] == ["remove", "remove"]
    assert [h.name for step in steps for s in step.statements for h in s.hazards] == ["delete-rows", "delete-rows"]
    assert len(world.ask("select * from roles")) == 5


def test_whole_rows_come_back_with_their_ids(world: World) -> None:
    world.run(
        "create table extra (a int generated by default as identity, b serial, c int generated always as (a * 2) stored, d text)"
    )
    world.run("insert into extra (d) values ('x'), ('y'); delete from tenants where slug = 'shop'")
    world.run("insert into tenants (slug) values ('late')")
    world.shapes = world.read()
    names = ("tenants", "extra")
    before, sequences = world.state(*names), world.ask("select sequencename, last_value from pg_sequences order by 1")
    gone = [
        Change(row("tenants", slug="late"), Cells({"id": "4", "slug": "late"}), None),
        Change(row("extra", d="y"), Cells({"a": "2", "b": "2", "c": "4", "d": "y"}), None),
    ]
    world.write(gone)
    assert world.state(*names) != before
    world.write(undone(gone), quiet=True)
    assert world.state(*names) == before
    assert world.ask("select sequencename, last_value from pg_sequences order by 1") == sequences


def test_declared_ids_move_their_sequence_forward_only(world: World) -> None:
    def tenant(number: int) -> Change:
        cells = Cells({"id": str(number), "slug": f"t{number}"})
        return Change(row("tenants", slug=f"t{number}"), None, cells)

    world.write([tenant(10), tenant(7)])
    world.run("insert into tenants (slug) values ('next')")
    assert world.ask("select id from tenants where slug = 'next'") == [(11,)]
    world.write([tenant(8), Change(row("permissions", id="3"), Cells({}), Cells({"name": "Drop"}))])
    assert world.ask("select nextval('tenants_id_seq'), nextval('permissions_id_seq')") == [(12, 4)]


def test_the_same_input_gives_the_same_bytes(world: World) -> None:
    changes = [thing("b", v="1"), thing("a", v="2"), thing("c", n="2")]
    assert sql(changes, world) == sql(list(changes), world)
