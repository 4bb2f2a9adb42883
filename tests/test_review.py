"""The plan as people read it: what each format says, and that no name from a database can break out of it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser

import psycopg
import pytest

from neodiff.facts import Fact, FactBase, FactId
from neodiff.outcome import Plan
from neodiff.plan.diff import diff
from neodiff.plan.goal import Refused
from neodiff.prove import Proof, Verdict
from neodiff.review import highlight, html, machine, markdown, risks, script, steps, text, words
from neodiff.review.tree import objects
from neodiff.scratch.databases import Databases
from neodiff.scratch.server import Server, acquire
from neodiff.statement import Hazard, Statement

HOSTILE = "a'b\"c\n\\! echo PWNED\r\n*/ --;\x1b[31m `x` ```` <script>alert(1)</script> |:name :'name' @all \u202e"
PEOPLE = FactId("table", "app", "people")


def child(kind: str, name: str, parent: FactId = PEOPLE) -> FactId:
    return FactId(kind, "", name, parent)


def base(*facts: tuple[FactId, dict[str, object]]) -> FactBase:
    out = FactBase(major=18)
    for fact_id, payload in facts:
        out.add(Fact(fact_id, payload))
    return out


def plan(
    old: FactBase, new: FactBase, forward: list[Statement] | None = None, reverse: list[Statement] | None = None
) -> Plan:
    agreed = [Verdict("facts"), Verdict("pg_dump"), Verdict("migra", abstained="cannot read this")]
    made = Plan("staging", "17.6", diff(old, new), forward or [], reverse or [], old=old, new=new)
    made.proof = Proof(forward=list(agreed), reverse=list(agreed), ran_on="18.6")
    return made


def born(kind: str = "timestamptz") -> tuple[FactId, dict[str, object]]:
    return child("column", "born"), {"type": kind}


@pytest.fixture
def changed() -> Plan:
    """A table changed in every way that folds, and one made."""
    touch, made = FactId("function", "app", "touch()"), FactId("table", "app", "invoices")
    old = base(
        (PEOPLE, {"rls": True}),
        (child("comment", ""), {"text": "People."}),
        (child("grants", ""), {"anon": ["select"]}),
        born(),
        (child("column", "nick"), {"type": "text"}),
        (touch, {"language": "sql", "body": "one\ntwo\nthree\n"}),
    )
    new = base(
        (PEOPLE, {}),
        (child("grants", ""), {"anon": ["select", "insert"]}),
        born("date"),
        (child("policy", "own"), {"using": "true"}),
        (touch, {"language": "sql", "body": "one\n2\nthree\n"}),
        (made, {"rls": True}),
        (child("column", "id", made), {"type": "uuid"}),
        (child("column", "state", made), {"type": "text"}),
        (child("primary_key", "invoices_pkey", made), {"columns": ["id"]}),
        (child("policy", "read", made), {"for": "select"}),
        (child("owner", "", made), {"role": "postgres"}),
        (child("grants", "", made), {"authenticated": ["select"]}),
    )
    lost = Hazard("drop-column", "all values of app.people.nick are lost")
    return plan(
        old,
        new,
        [
            Statement("alter table app.people drop column nick", child("column", "nick"), "drop", (lost,)),
            Statement("create table app.invoices (id uuid, state text)", made),
            Statement("alter table app.invoices enable row level security", made),
            Statement("grant select on table app.invoices to authenticated", made),
            Statement("create policy read on app.invoices", child("policy", "read", made)),
            Statement("alter table app.people alter column born type date", child("column", "born"), "alter"),
        ],
        [
            Statement(
                "drop table app.invoices", made, "drop", (Hazard("drop-table", "all rows of app.invoices are lost"),)
            )
        ],
    )


def test_summary_counts_objects_in_one_line(changed: Plan) -> None:
    said = text.summary(changed)
    assert said.startswith(
        "staging: 1 table to create; 1 function, 1 table to change; 1 step loses data; proven forward"
    )
    assert "PostgreSQL 18.6 (live is 17.6): facts, pg_dump, migra (abstained) agree" in said
    assert "\n" not in said


def test_text_folds_what_is_new_and_shows_what_changes(changed: Plan) -> None:
    said = text.text(changed)
    flat = " ".join(said.split())
    assert "+ table app.invoices: 2 columns, primary key, 1 policy, row-level security, grants to authenticated" in flat
    assert "~ table app.people row-level security: yes -> no comment: People. -> (none)" in flat
    assert "grants to anon: select -> select, insert" in flat
    assert "~ column born type: timestamptz -> date" in flat
    assert "- column nick: text" in flat
    assert "+ policy own: for all, to public, using true" in flat
    assert "column state" not in flat
    assert "        -two\n        +2\n" in said
    assert said.index("Risks:") < said.index("Changes:") < said.index("SQL forward, 4 steps:")
    assert "\x1b" not in said
    assert max(map(len, text.text(changed, sql=False).splitlines()[1:])) < 80


def test_colour_adds_nothing_but_colour(changed: Plan) -> None:
    painted = text.text(changed, colour=True)
    assert "\x1b[31m-" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == text.text(changed)


def test_statements_about_one_object_are_one_step(changed: Plan) -> None:
    titles = [step.title for part in steps.forward(changed).parts() for step in part.steps]
    assert titles == [
        "drop column app.people.nick",
        "create table app.invoices",
        "create policy app.invoices.read",
        "change column app.people.born",
    ]
    made = steps.forward(changed).parts()[0].steps[1]
    # the policy has a step of its own and is not announced twice
    assert made.details == ("2 columns, primary key, row-level security, grants to authenticated",)
    assert len(made.statements) == 3


def test_script_has_header_steps_and_stops_on_errors(changed: Plan) -> None:
    said = script.forward(changed)
    assert said.startswith("-- Purpose: takes staging to what the schema folder declares.\n-- Affected objects:\n")
    assert "--   table to create: app.invoices\n--   function to change: app.touch()\n" in said
    assert "-- Special considerations:\n--   drop-column: all values of app.people.nick are lost\n" in said
    assert "-- 1/4 drop column app.people.nick\n--   drop-column: all values" in said
    assert "--   reverse.sql restores the structure, not the data: have a backup\nalter table" in said
    assert said.index(r"\set ON_ERROR_STOP on") < said.index("set lock_timeout = '5s';") < said.index("begin;")
    assert "-- 4/4 change column app.people.born\n--   type: timestamptz -> date\n" in said
    assert "IRREVERSIBLE" not in said


def test_reverse_says_what_does_not_come_back(changed: Plan) -> None:
    said = script.reverse(changed)
    assert "--   table to drop: app.invoices\n" in said
    assert "-- IRREVERSIBLE: structure comes back, what forward.sql destroyed does not:\n--   all values of" in said
    assert "--   what was written there since forward.sql is lost\ndrop table" in said


def test_units_that_commit_by_themselves() -> None:
    mood = FactId("enum", "app", "mood")
    run = [
        Statement("alter type app.mood add value 'b'", mood, "alter", commit=True),
        Statement("create index concurrently i on app.people (born)", child("index", "i"), alone=True),
    ]
    old, new = base((mood, {"values": ["a"]})), base((mood, {"values": ["a", "b"]}))
    said = script.forward(plan(old, new, run))
    assert "2 units, each committed by itself: when one fails, those before it stay; what" in " ".join(said.split())
    assert "-- Unit 1 of 2\n\nbegin;\n\n-- 1/2 change enum app.mood\n--   values: a -> a, b\n" in said
    assert "-- Unit 2 of 2: cannot run inside a transaction\n\n-- 2/2 create index app.people.i\n" in said
    assert said.count("begin;") == said.count("commit;") == 1


def test_made_again_for_others_is_affected_too(changed: Plan) -> None:
    view = FactId("view", "app", "v")
    changed.forward += [Statement("drop view app.v", view, "drop"), Statement("create view app.v", view)]
    assert "--   view to make again: app.v\n" in script.forward(changed)


def test_nothing_to_do() -> None:
    nothing = Plan("staging", "17.6")
    assert text.text(nothing) == "staging: no difference\n"
    assert script.forward(nothing).endswith("-- Nothing to do.\n")
    assert "begin" not in script.reverse(nothing)
    assert json.loads(machine.text(nothing))["proof"] is None
    assert "No difference." in markdown.text(nothing)
    assert "nothing to do" in html.text(nothing)


@pytest.fixture
def refused(changed: Plan) -> Plan:
    gone = FactId("table", "app", "gone")
    changed.old.add(Fact(gone, {}))
    changed.refused = [
        Refused(gone, "-", Hazard("drop-table", "all rows of app.gone are lost")),
        Refused(child("column", "a", gone), "-", Hazard("drop-column", "all values of app.gone.a are lost")),
        Refused(PEOPLE, "~", Hazard("weaken-access", "row-level security is switched off on app.people")),
    ]
    return changed


def test_refused_comes_first_and_its_sql_is_a_comment(refused: Plan) -> None:
    said = script.forward(refused)
    assert said.startswith("-- REFUSED: 2 changes are left out, see the end of forward.sql\n")
    assert (
        "-- drop table app.gone\n--   drop-table: all rows of app.gone are lost; plan it with --allow drop-table\n"
        in said
    )
    assert "--     drop table app.gone;\n" in said
    assert "-- change table app.people\n--   weaken-access:" in said
    assert "app.gone.a" not in said
    assert script.reverse(refused).startswith("-- REFUSED")
    assert "; 2 refused; " in text.summary(refused)
    shown = text.text(refused)
    assert shown.index("Refused, and left out") < shown.index("SQL forward")
    assert "--allow drop-table" in markdown.text(refused)
    assert "--allow drop-table" in html.text(refused)
    assert json.loads(machine.text(refused))["refused"][0]["sql"] == ["drop table app.gone"]


@pytest.mark.parametrize("unproven", ["no proof", "failed", "differs"])
def test_not_proven_is_loud(changed: Plan, unproven: str) -> None:
    if unproven == "no proof":
        changed.proof = None
    elif unproven == "failed":
        changed.proof = Proof(failed="forward fails at create table t: no\n    create table t", ran_on="18.6")
    else:
        changed.proof = Proof([Verdict("facts", ("table t is missing",))], ran_on="18.6")
    for said in (script.forward(changed), script.reverse(changed)):
        assert said.startswith("-- NOT PROVEN: ")
    assert "NOT PROVEN" in text.summary(changed)
    assert "> [!CAUTION]\n> NOT PROVEN" in markdown.text(changed)
    assert '<p class="banner bad">NOT PROVEN' in html.text(changed)
    assert json.loads(machine.text(changed))["proven"] is False


def test_machine_keeps_its_keys(changed: Plan) -> None:
    said = json.loads(machine.text(changed))
    assert {"version", "summary", "units", "proof", "refused", "kept"} <= said.keys()
    counts = {"create": 1, "change": 2, "drop": 0, "kept": 0, "refused": 0, "loses_data": 1}
    assert counts.items() <= said["summary"].items()
    assert said["units"][0]["statements"][0]["hazards"][0]["name"] == "drop-column"
    assert {"sql", "object", "hazards"} <= said["units"][0]["statements"][0].keys()
    assert said["proof"]["forward"]["facts"]["agrees"] is True
    assert said["proof"]["reverse"]["migra"]["abstained"] == "cannot read this"


def test_the_way_back_says_once_what_many_lose() -> None:
    run = [
        Statement(
            "drop table x",
            FactId("table", "s", name),
            "drop",
            (Hazard("drop-table", f"all rows of s.{name} are lost"),),
        )
        for name in ("a", "b")
    ]
    assert risks.folded(risks.of(run)) == [("drop-table", "all rows of 2 tables are lost: s.a, s.b")]


def test_formats_are_the_same_every_time(changed: Plan) -> None:
    for write in (script.forward, script.reverse, machine.text, markdown.text, html.text):
        assert write(changed) == write(changed)


# -- hostile names


@pytest.fixture
def hostile() -> Plan:
    table = FactId("table", HOSTILE, HOSTILE)
    column = child("column", HOSTILE, table)
    old = base((table, {}), (column, {"type": "text"}))
    new = base(
        (table, {HOSTILE: HOSTILE}),
        (column, {"type": HOSTILE}),
        (child("comment", "", table), {"text": HOSTILE}),
        (child("policy", HOSTILE, table), {"using": HOSTILE, "to": [HOSTILE]}),
        (FactId("view", HOSTILE, HOSTILE), {"query": HOSTILE}),
    )
    hazard = Hazard("lose-values", HOSTILE)
    made = plan(
        old, new, [Statement("select 1", table, "alter", (hazard,))], [Statement("select 1", table, "drop", (hazard,))]
    )
    made.label = HOSTILE
    made.refused = [Refused(table, "-", hazard)]
    made.kept, made.unmodelled, made.notes, made.stubs = [table], [HOSTILE], [HOSTILE], [HOSTILE]
    assert made.proof is not None
    made.proof.reordered = [HOSTILE]
    made.proof.failed = HOSTILE
    return made


def test_no_name_leaves_a_comment(hostile: Plan) -> None:
    for said in (script.forward(hostile), script.reverse(hostile)):
        code = [line for line in re.split(r"[\r\n]", said) if line and not line.startswith("--")]
        assert all(
            line.startswith((r"\set ON_ERROR_STOP", "set ", "reset ")) or line in ("begin;", "commit;", "select 1;")
            for line in code
        )
        assert not any(char in said for char in "\r\x1b\u202e")


def test_no_name_drives_the_terminal(hostile: Plan) -> None:
    assert not any(char in text.text(hostile) for char in "\r\x1b\u202e")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        outside = [value for name, value in attrs if name == "href" and not str(value).startswith("#")]
        assert not outside + [name for name, _ in attrs if name.startswith("on") or name == "src"]


def test_page_is_escaped_and_needs_nothing_else(hostile: Plan) -> None:
    page, said = _Page(), html.text(hostile)
    page.feed(said)
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert "url(" not in said
    assert "@import" not in said
    assert "&lt;script&gt;" in said


def test_markdown_is_escaped(hostile: Plan) -> None:
    said = markdown.text(hostile)
    outside, inside, cells = [], "", set()
    for line in said.split("\n"):
        ticks = re.match(r"`{3,}", line)
        if inside:
            inside = "" if line == inside else inside
        elif ticks:
            inside = ticks[0]
        else:
            outside.append(line)
            if line.startswith("| ") and "object" not in line:
                cells.add(len(re.findall(r"(?<!\\)\|", line)))
    assert inside == ""
    assert cells <= {3, 4, 5}
    outside = [re.sub(r"<code>[^<]*</code>", "", line) for line in outside]
    plain = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", "\n".join(outside))
    assert "<script" not in plain
    assert "@all" not in plain


def test_highlighting_keeps_the_text() -> None:
    sql = "create table \"a<b\" (x int default 'k''&') -- note\n;"
    shown = highlight.sql(sql)
    assert '<span class="k">create</span>' in shown
    assert (
        re.sub(r"<[^>]*>", "", shown)
        .replace("&lt;", "<")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
        == sql
    )


def test_words() -> None:
    assert words.visible("a\nb\x1b\u2028é") == "a\\nb\\u001b\\u2028é"
    assert words.counted(1, "policy") == "1 policy"
    assert words.counted(2, "policy") == "2 policies"
    assert words.counted(1, "primary_key") == "primary key"
    assert (
        words.pair("columns", [{"column": "a"}, {"expression": "lower(b)", "order": "desc"}])
        == "columns (a, lower(b) order desc)"
    )
    assert words.shown({"schema": "app", "table": "t", "columns": ["id"]}) == "app.t (id)"
    assert words.some(["a", "b", "c"], 2) == "a, b and 1 more"


# -- real psql


@pytest.fixture(scope="session")
def server() -> Server:
    return acquire()


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    with Databases(server) as databases, databases.fresh() as dsn:
        yield dsn


def psql(server: Server, dsn: str, sql: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [server.bin / "psql", "-qX", *options, "-d", dsn, "-f", "-"],
        input=sql,
        capture_output=True,
        text=True,
        check=False,
    )


def test_psql_runs_hostile_names_once(server: Server, database: str) -> None:
    name = "a\"b\n\\! echo PWNED\n:name :'name' --".replace('"', "")
    table = FactId("table", "public", name)
    quoted = f'public."{name}"'
    literal = "E'" + name.replace("\\", "\\\\").replace("'", "''") + "'"
    run = [
        Statement(f"create table {quoted} (x int)", table),
        Statement(f"comment on table {quoted} is {literal}", table),
    ]
    made = plan(base(), base((table, {}), (child("comment", "", table), {"text": name})), run)
    done = psql(server, database, script.forward(made), "-v", "name=BAD")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with psycopg.connect(database) as conn:
        rows = conn.execute(
            "select relname, obj_description(oid) from pg_class where relnamespace = 'public'::regnamespace"
        )
        assert rows.fetchall() == [(name, name)]
    again = psql(server, database, script.forward(made))
    assert again.returncode == 3
    assert "already exists" in again.stderr


def test_psql_takes_no_slice_for_a_variable(server: Server, database: str) -> None:
    rows = """(select array[1, 2, 3] a, 2 "PORT") s"""
    sql = f"""create view public.v as select a[1:"PORT"] as x, a::text[], '1:PORT' as y from {rows}"""
    view = FactId("view", "public", "v")
    made = plan(base(), base((view, {})), [Statement(sql, view)])
    done = psql(server, database, script.forward(made))
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(database) as conn:
        assert conn.execute("select x, y from v").fetchall() == [([1, 2], "1:PORT")]


def test_entries_of_kinds_without_a_parent_in_sight() -> None:
    role = FactId("role", "", "postgres")
    fact_id = FactId("default_privileges", "app", "tables", role)
    [entry] = objects(plan(base(), base((fact_id, {"anon": ["select"]}))))
    assert (entry.name, entry.contents) == ("default privileges of postgres on tables in app", "to anon: select")
