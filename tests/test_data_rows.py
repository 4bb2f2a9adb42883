"""Rows under hard conditions: other equalities, renames, new columns, circles, rights, and what somebody changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from data_world import POS, Pair, data, facts, pair, pos, said, table

from neodiff.connect import begin
from neodiff.data import write
from neodiff.data.applied import Applied
from neodiff.data.evaluate import evaluate
from neodiff.data.read import Reader
from neodiff.data.shape import shapes
from neodiff.errors import PlanError, UserError
from neodiff.facts import FactId
from neodiff.problems import DeclarationError
from neodiff.rows import Csv, Secret, Through
from neodiff.scratch.databases import Databases


def lines(house: Pair, *given, allowed: str = "", **more) -> list[str]:  # type: ignore[no-untyped-def]
    return [said(change) for change in house.changes(data(*given), allowed=allowed, **more).forward]


def test_equality_is_postgresqls(live: Databases, scratch: Databases) -> None:
    schema = """create domain score as numeric check (value < 100);
        create table t (
        code numeric primary key, n score, span interval, pad char(4), doc json, spot point, day date, list int[])"""
    rows = """insert into t values (1.0, 1.50, '24 hours', 'x', '{"a": 1, "b": 2}', '(1,2)', '2020-01-02', '{1,2}')"""
    with pair(live, scratch, schema, rows) as house:
        same = {"n": "1.5", "span": "1 day", "pad": "x  ", "doc": '{"b":2,"a":1.0}', "spot": "1,2", "day": "Jan 2 2020"}
        assert lines(house, house.rows("t", key="code")(code="1.00", **same, list="{ 1, 2}")) == []
        assert len(lines(house, house.rows("t", key="code")(code="1", spot="(1,3)", doc="[]"))) == 1
        with pytest.raises(DeclarationError, match=r"expected public\.score, got '100'") as caught:
            house.changes(data(house.rows("t", key="code")(code="2", n="100")(code="3", pad="12345", day="never")))
        assert "violates check constraint" in str(caught.value)
        assert "value too long for type character(4)" in str(caught.value)
        assert 'invalid input syntax for type date: "never"' in str(caught.value)
        with pytest.raises(DeclarationError, match="two rows with the key code"):
            house.changes(data(house.rows("t", key="code")(code="7", n="1")(code="7.0", n="2")))


def test_hostile_names_and_values(live: Databases, scratch: Databases) -> None:
    schema = """create schema "Odd.Schema"; create table "Odd.Schema"."a ""b""%" ("Key$$" text primary key, "select" text, ":x" bytea)"""
    value = 'it\'s \\ $$ % :name \n\t"é😀" {x}'
    with pair(live, scratch, schema) as house:
        place = table('a "b"%', "Odd.Schema")
        house.live.execute('insert into "Odd.Schema"."a ""b""%%" values (%s, %s, %s)', (value, None, b"\x00\xff"))
        from data_world import Rows

        rows = Rows(house.new, place, key="Key$$")(**{"Key$$": value, "select": value, ":x": "\\x00FF"})
        (change,) = house.changes(data(rows)).forward
        assert change.old is not None
        assert change.new is not None
        assert (change.old.values, change.new.values) == ({"select": None}, {"select": value})


def test_renames_labels_new_columns_and_other_types(live: Databases, scratch: Databases) -> None:
    before = """create type mood as enum ('sad', 'ok');
        create table old_name (id int primary key, old_slug text unique, mood mood, amount text);
        insert into old_name values (1, 'x', 'sad', '12'), (2, 'y', 'ok', 'many')"""
    schema = """create type mood as enum ('blue', 'ok'); create table named (id int primary key, slug text unique, mood mood, amount int,
        kind text default 'plain', made timestamptz default now(), serial bigserial)"""
    with pair(live, scratch, schema, before=before) as house:
        names = {table("named"): table("old_name")}
        names[FactId("column", "", "slug", table("named"))] = FactId("column", "", "old_slug", table("old_name"))
        house.live.execute("alter table old_name rename to named; alter table named rename column old_slug to slug")
        house.old = facts(house.live)
        house.live.execute("alter table named rename column slug to old_slug; alter table named rename to old_name")
        house.names, house.labels = names, {"public.mood": {"sad": "blue"}}
        rows = house.rows("named", key="slug", where="slug is not null", columns=["slug"])
        rows(slug="x", mood="blue", amount="12", kind="plain")(slug="y", amount="7", kind="rare", made="2020-01-01")
        (change,) = house.changes(data(rows)).forward
        assert change.new is not None
        assert change.old is not None
        assert change.new.values == {"amount": "7", "kind": "rare", "made": "2020-01-01 00:00:00+00"}
        # 'many' is no integer, and now() is not known before the migration runs
        assert change.old.values == {"kind": "plain"}


def test_rows_that_refer_to_their_own_table_and_in_circles(live: Databases, scratch: Databases) -> None:
    schema = """create table node (id int generated always as identity primary key, slug text unique not null,
            parent_id int references node);
        create table team (id serial primary key, slug text unique not null, lead_id int);
        create table person (id serial primary key, slug text unique not null, team_id int not null references team);
        alter table team add foreign key (lead_id) references person"""
    with pair(live, scratch, schema) as house:
        nodes = house.rows("node", key="slug")(slug="leaf", parent={"slug": "mid"})(
            slug="mid", parent={"slug": "root"}
        )(slug="root")
        assert [line.split(":")[0] for line in lines(house, nodes)] == [
            "+ node slug 'root'", "+ node slug 'mid'", "+ node slug 'leaf'",
        ]  # fmt: skip
        teams = house.rows("team", key="slug")(slug="t", lead={"slug": "p"})
        people = house.rows("person", key="slug")(slug="p", team={"slug": "t"})
        changes = house.changes(data(people, teams))
        assert [said(change) for change in changes.forward] == [
            "+ team slug 't': None -> {'slug': 't', 'lead_id': None}",
            "+ person slug 'p': None -> {'slug': 'p', 'team_id': \"<slug 't'>\"}",
            "~ team slug 't': {'lead_id': None} -> {'lead_id': \"<slug 'p'>\"}",
        ]
        assert [change.sign for change in changes.reverse] == ["~", "-", "-"]


def test_a_circle_through_keys_is_refused(live: Databases, scratch: Databases) -> None:
    schema = """create table a (id int primary key, b_id int unique not null);
        create table b (id int primary key, a_id int unique not null references a);
        alter table a add foreign key (b_id) references b"""
    with pair(live, scratch, schema) as house:
        one = house.rows("a", key="b_id")(id="1", b={"id": "1"})
        two = house.rows("b", key="a_id")(id="1", a={"id": "1"})
        with pytest.raises(
            DeclarationError, match=r"in a circle through their keys: table public\.a -> table public\.b"
        ):
            house.changes(data(one, two))


def test_deletions_come_first_where_a_new_row_takes_their_value(live: Databases, scratch: Databases) -> None:
    schema = """create table t (slug text primary key, place int unique);
        create table child (id int primary key, t text references t on delete set null)"""
    with pair(
        live, scratch, schema, "insert into t values ('a', 1), ('b', 2); insert into child values (7, 'b')"
    ) as house:
        rows = house.rows("t", key="slug", mode="exact")(slug="a", place="1")(slug="c", place="2")
        assert lines(house, rows, allowed="delete-rows") == [
            "~ child id '7': {'t': 'b'} -> {'t': None}",
            "- t slug 'b': {'slug': 'b', 'place': '2'} -> None",
            "+ t slug 'c': None -> {'slug': 'c', 'place': '2'}",
        ]
        refused = house.changes(data(rows)).refused
        assert [change.sign for change in refused] == ["-", "~"]


def test_a_row_outside_of_its_own_where(live: Databases, scratch: Databases) -> None:
    schema = "create table t (slug text primary key, tenant int, n int default 5)"
    with pair(live, scratch, schema, "insert into t values ('theirs', 1)") as house:
        good = house.rows("t", key="slug", where="tenant is null and n = 5")(slug="a")
        assert len(lines(house, good)) == 1
        bad = house.rows("t", key="slug", where="tenant is null")(slug="a", tenant="1")(slug="b")
        with pytest.raises(DeclarationError, match=r"rows.yaml:1:5: .* leaves out"):
            house.changes(data(bad))
        with pytest.raises(DeclarationError, match="where: "):
            house.changes(data(house.rows("t", key="slug", where="n + '' > nope(n)")(slug="a")))


def test_what_somebody_changed_is_kept(live: Databases, scratch: Databases) -> None:
    schema = "create table t (slug text primary key, label text, price numeric, note text, token text)"
    rows = "insert into t values ('a', 'theirs', 2.0, 'n'), ('b', 'B', 1, 'n')"
    with pair(live, scratch, schema, rows) as house:
        declared = house.rows("t", key="slug", enforce=frozenset(["note"]))(slug="a", label="ours", price="3", note="m")
        declared(slug="b", label="B2")(slug="deleted", label="x")(slug="new", token=Secret("S", "s3cret"))
        applied = Applied({"public.t": {
            "slug 'a'": {"label": "old", "price": "2", "note": "k"}, "slug 'b'": {"label": "B"}, "slug 'deleted'": {"label": "x"},
        }})  # fmt: skip
        changes = house.changes(data(declared), Applied.from_text(applied.to_text()), remember=True)
        assert [said(change) for change in changes.forward][:2] == [
            "~ t slug 'a': {'price': '2.0', 'note': 'n'} -> {'price': '3', 'note': 'm'}",
            "~ t slug 'b': {'label': 'B'} -> {'label': 'B2'}",
        ]
        assert [(str(kept.row), kept.column, kept.live, kept.declared, kept.reason[:7]) for kept in changes.kept] == [
            ("slug 'a'", "label", "theirs", "ours", "changed"),
            ("slug 'deleted'", "", None, None, "deleted"),
        ]
        text = changes.applied.to_text()
        assert "s3cret" not in text
        assert Applied.from_text(text).rows["public.t"] == {
            "slug 'a'": {"label": "old", "note": "m", "price": "3"},
            "slug 'b'": {"label": "B2"},
            "slug 'deleted'": {"label": "x"},
            "slug 'new'": {},
        }


def test_csv_with_references(live: Databases, scratch: Databases, tmp_path: Path) -> None:
    schema = """create table parent (id serial primary key, slug text unique not null);
        create table child (slug text primary key, parent_id int references parent, n int)"""
    with pair(live, scratch, schema, "insert into parent (slug) values ('p'), ('q')") as house:
        reference, _ = house.rows("child").match(table("child"), "parent", {"slug": "p"}, POS)
        (tmp_path / "c.csv").write_text("slug,parent.slug,n\na,p,1\nb,,\nc,q,x\nd,nobody,2\n")
        csv = Csv(tmp_path / "c.csv", "c.csv", ["slug", Through((reference,), "slug"), "n"], POS)
        rows = house.rows("child", key="slug", csv=[csv], columns=["slug", "parent_id", "n"])
        with pytest.raises(DeclarationError) as caught:
            house.changes(data(rows))
        assert "c.csv:4:1: rows of table public.child: column 'n': expected integer, got 'x'" in str(caught.value)
        (tmp_path / "c.csv").write_text("slug,parent.slug,n\na,p,1\nb,,\nd,nobody,2\n")
        with pytest.raises(DeclarationError, match=r"c\.csv:4:1: reference to table public\.parent with slug 'nobody'"):
            house.changes(data(rows))


def test_two_rows_with_a_key_that_will_be_unique(live: Databases, scratch: Databases) -> None:
    before = "create table t (id int, slug text); insert into t values (1, 'a'), (2, 'a')"
    with pair(live, scratch, "create table t (id int, slug text unique)", before=before) as house:
        rows = data(house.rows("t", key="slug")(slug="a", id="1"))
        with pytest.raises(PlanError, match="two rows with the key"):
            house.changes(rows)


def test_missing_rights_and_hiding_policies_are_errors(live: Databases) -> None:
    with live.fresh() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("""
            create table t (a int, b int); create table hidden (a int); alter table hidden enable row level security;
            create role neodiff_test_reader login; grant select (a) on t to neodiff_test_reader;
            grant select on hidden to neodiff_test_reader;
            insert into t values (1, 2)""")
        conn.execute("set session authorization neodiff_test_reader")
        try:
            begin(conn)
            reader = Reader(conn)
            assert list(reader.rows(table("t"), ["a"])) == [("1",)]
            assert reader.columns(table("t")) == ("a",)
            assert reader.columns(table("nowhere")) == ()
            with pytest.raises(UserError, match=r"lacks the privilege select on b: grant select \(b\) on public\.t"):
                list(reader.rows(table("t"), ["a", "b"]))
            with pytest.raises(UserError, match="row level security would hide"):
                list(reader.rows(table("hidden"), ["a"]))
        finally:
            conn.execute(
                "rollback; reset session authorization; drop owned by neodiff_test_reader; drop role neodiff_test_reader"
            )


def test_an_older_server(old_live: Databases) -> None:
    with pair(
        old_live,
        old_live,
        "create table t (slug varchar(3) primary key, n int, ok bool)",
        "insert into t values ('a', 1, true)",
    ) as house:
        assert lines(house, house.rows("t", key="slug")(slug="a", n=" 1", ok="yes")) == []
        with pytest.raises(DeclarationError) as caught:
            house.changes(data(house.rows("t", key="slug")(slug="long", n="x")(slug="b", n="99999999999")))
        assert len(caught.value.problems) == 3
        assert pos(1) in [problem.pos for problem in caught.value.problems]


def test_rows_that_refer_to_what_somebody_deleted_are_left_out(live: Databases, scratch: Databases) -> None:
    schema = """create table t (slug text primary key); create table u (slug text primary key, t text references t);
        create table v (t text references t primary key)"""
    with pair(live, scratch, schema, "insert into t values ('here')") as house:
        parents = house.rows("t", key="slug")(slug="here")(slug="deleted")
        plain = house.rows("u", key="slug")(slug="x", t={"slug": "deleted"})(slug="y", t={"slug": "here"})
        keyed = house.rows("v", key="t")(t={"slug": "deleted"})(t={"slug": "here"})
        applied = Applied({"public.t": {"slug 'deleted'": {}, "slug 'here'": {}}})
        changes = house.changes(data(keyed, plain, parents), applied)
        assert [said(change) for change in changes.forward] == [
            "+ u slug 'y': None -> {'slug': 'y', 't': \"<slug 'here'>\"}",
            "+ v t (slug 'here'): None -> {'t': \"<slug 'here'>\"}",
        ]
        assert [(kept.row.table.name, str(kept.row)) for kept in changes.kept] == [
            ("t", "slug 'deleted'"),
            ("u", "slug 'x'"),
        ]
        assert "left out" in changes.notes[0]


class Counting(Reader):
    """How many rows were read of each table."""

    def rows(self, *given: Any, **named: Any) -> Iterator[tuple[str | None, ...]]:
        found = list(super().rows(*given, **named))
        self.count = {**getattr(self, "count", {}), given[0].name: len(found)}
        return iter(found)


def test_only_rows_that_are_spoken_of_are_read(live: Databases, scratch: Databases) -> None:
    schema = """create table person (id int primary key, slug text unique not null);
        create table team (id int primary key, slug text unique not null, lead_id int references person);
        create table member (team_id int references team, person_id int references person, kind text, primary key (team_id, person_id))"""
    rows = """insert into person select i, 'p' || i from generate_series(1, 1000) i;
        insert into team select i, 't' || i, i + 10 from generate_series(1, 900) i;
        insert into member select 1, i, 'old' from generate_series(1, 500) i"""
    with pair(live, scratch, schema, rows) as house:
        members = house.rows("member", key="team_id person_id")
        members(team={"slug": "t1"}, person={"slug": "p3"}, kind="new")
        members(team={"slug": "t1", "lead": {"slug": "p11"}}, person={"slug": "p2000"}, kind="new")
        people = house.rows("person", key="slug")(slug="p2000", id="2000")
        begin(house.live)
        reader = Counting(house.live)
        changes = evaluate(
            data(members, people),
            old=house.old,
            new=house.new,
            reader=reader,
            types=house.types,
            applied=None,
            allowed=[],
        )
        house.live.execute("rollback")
        assert [change.sign for change in changes.forward] == ["+", "~", "+"]
        assert reader.count == {"person": 2, "team": 1, "member": 1}


def test_what_is_planned_runs_and_comes_back(live: Databases, scratch: Databases) -> None:
    schema = """create table tenant (id uuid primary key default gen_random_uuid(), slug text unique not null, conf jsonb);
        create table role (id serial primary key, tenant_id uuid not null references tenant on delete cascade, slug text not null,
            boss_id int references role on delete set null, note text, unique (tenant_id, slug))"""
    rows = """insert into tenant (slug, conf) values ('a', '{"own": 1}'), ('b', null), ('z', null);
        insert into role (tenant_id, slug, note) select id, r, 'it''s' from tenant, unnest(array['admin', 'old']) r;
        update role r set boss_id = b.id from role b where b.slug = 'old' and r.slug = 'admin' and b.tenant_id = r.tenant_id"""
    dump = "select (select jsonb_agg(t order by slug) from tenant t), (select jsonb_agg(r order by id) from role r)"
    with pair(live, scratch, schema, rows) as house:
        tenants = house.rows("tenant", key="slug", mode="exact", columns=["slug"])(slug="a")(slug="b")(slug="c")
        roles = house.rows("role", key="tenant_id slug", mode="exact")
        roles({"tenant": {}}, slug="admin", note="n $$ \\ 'x'")({"tenant": {}}, slug="staff", note=None)
        json = house.json("tenant", "conf", default={"name": "{slug}", "n": 1}, fills=frozenset(["slug"]))
        declared = data(roles, tenants, json)
        changes = house.changes(declared, allowed="delete-rows")
        known = shapes(house.new)
        before = house.live.execute(dump.encode()).fetchone()
        run(house.live, write.statements(changes.forward, known))
        again = house.changes(declared, allowed="delete-rows")
        assert (again.forward, again.refused) == ([], [])
        run(house.live, write.statements(changes.reverse, known, quiet=True))
        assert house.live.execute(dump.encode()).fetchone() == before


def run(conn: psycopg.Connection[Any], steps: Sequence[write.Step]) -> None:
    for step in steps:
        for statement in step.statements:
            conn.execute(statement.sql.encode())
