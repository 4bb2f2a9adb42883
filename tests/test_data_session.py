"""Secrets, triggers, policies, and many rows: what the session of written rows must be like."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import psycopg
import pytest
from rows_world import World, row, table, thing, undone

from neodiff.data import session
from neodiff.data.batches import MOST_ROWS
from neodiff.data.write import statements
from neodiff.errors import UserError
from neodiff.rows import Cells, Change, Secret
from neodiff.scratch.databases import Databases


@pytest.fixture
def world(scratch: Databases) -> Iterator[World]:
    with scratch.fresh() as dsn:
        found = World(dsn, scratch.server.bin)
        yield found
        found.conn.close()


def test_secrets_are_never_in_the_sql(world: World) -> None:
    place = (table("things"), "v")
    secret = Secret("API_TOKEN", "s3cr'et")
    made = [thing("a", v=secret), thing("b", v="plain")]
    steps = world.write(made, [place], API_TOKEN="s3cr'et")
    text = "\n".join(s.sql for step in steps for s in step.statements)
    assert "s3cr" not in text
    assert [s.secrets for step in steps for s in step.statements] == [("API_TOKEN",), ()]
    assert "plain" in text  # is declared
    changed = Change(row("things", k="a"), Cells({"v": "s3cr'et"}), Cells({"v": Secret("API_TOKEN", "new"), "n": "1"}))
    steps = world.write([changed], [place], API_TOKEN="new")
    assert [h.name for step in steps for s in step.statements for h in s.hazards] == ["irreversible"]
    assert world.ask("select v, n from things where k = 'a'") == [("new", 1)]
    none = Change(row("things", k="a"), Cells({"v": None}), Cells({"v": Secret("API_TOKEN", "newer")}))
    with pytest.raises(psycopg.Error, match="drifted"):
        world.write([none], [place], API_TOKEN="newer")
    # without an archive the old value is nobody's to give back; the rest comes back
    back = Change(
        row("things", k="a"), Cells({"v": Secret("API_TOKEN", "new"), "n": "1"}), Cells({"v": "s3cr'et", "n": None})
    )
    steps = world.write([back], [place], quiet=True)
    assert world.ask("select v, n from things where k = 'a'") == [("new", None)]
    text = "\n".join(s.sql for step in steps for s in step.statements)
    assert not any(hashlib.sha256(value).hexdigest()[:8] in text for value in (b"s3cr'et", b"new"))


def test_secrets_through_psql(world: World) -> None:
    change = [thing("a", v=Secret("API_TOKEN", "x"))]
    done = world.psql(change)
    assert done.returncode == 3
    assert b"environment variable API_TOKEN is not set" in done.stderr
    done = world.psql(change, API_TOKEN="it's \\ :name")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert world.ask("select v from things") == [("it's \\ :name",)]
    with pytest.raises(UserError, match="differ in case alone"):
        session.secrets(
            [
                s
                for st in statements([thing("a", v=Secret("A", "")), thing("b", v=Secret("a", ""))], {})
                for s in st.statements
            ]
        )


def test_triggers_stay_off_on_the_way_back(world: World) -> None:
    world.run(
        """create function stamp() returns trigger language plpgsql as $$ begin new.n := 99; return new; end $$;
        create trigger stamp before insert or update on things for each row execute function stamp();
        create trigger "Off" before insert on things for each row execute function stamp();
        alter table things disable trigger "Off" """
    )
    world.shapes = world.read()
    world.write([thing("a", n="1")])
    assert world.ask("select n from things") == [(99,)]
    world.write([Change(row("things", k="a"), Cells({"n": "99"}), Cells({"n": "1"}))], quiet=True)
    assert world.ask("select n from things") == [(1,)]
    state = world.ask("select tgname, tgenabled from pg_trigger where not tgisinternal order by 1")
    assert state == [("Off", b"D"), ("stamp", b"O")] or state == [("Off", "D"), ("stamp", "O")]


def test_a_policy_that_hides_rows_is_an_error(world: World) -> None:
    world.run(
        """create role row_owner; alter table things owner to row_owner; alter table things enable row level security;
        alter table things force row level security; create policy none on things using (false)"""
    )
    try:
        run = [
            s
            for st in statements([Change(row("things", k="a"), Cells(), Cells({"v": "x"}))], world.shapes)
            for s in st.statements
        ]
        with psycopg.connect(world.dsn, autocommit=True) as conn:
            session.prepare(conn, run, {})
            conn.execute("grant usage on schema public to row_owner; set role row_owner")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                conn.execute(run[0].sql.encode())
    finally:
        world.run(
            "alter table things owner to current_user; revoke all on schema public from row_owner; drop role row_owner"
        )


def test_many_thousand_rows(world: World) -> None:
    count = 20_000
    changes = [thing(f"key-{i}", v=f"value {i}", n=str(i)) for i in range(count)]
    edits = [Change(c.row, Cells({"v": f"value {i}"}), Cells({"v": f"other {i}"})) for i, c in enumerate(changes)]
    for what in (changes, edits, undone(edits), undone(changes)):
        assert [len(step.statements) for step in world.write(what)] == [count // MOST_ROWS]
    assert world.ask("select * from things") == []
