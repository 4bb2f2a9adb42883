"""Health: each fault is found where it is, a healthy database is quiet, thresholds and a baseline decide, nothing is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from command_line import CommandLine, Done, owned

from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_INPUT
from neodiff.health.measure import CHECKS
from neodiff.scratch.databases import Databases
from neodiff.sql import ident

HEALTHY = """
    create table "T %s $$" (id int generated always as identity primary key, "a b" text, up int);
    create index on "T %s $$" (up); insert into "T %s $$" ("a b", up) select 'x', i from generate_series(1, 50) i;
    create table other (id int primary key, a text unique); insert into other select i, i from generate_series(1, 50) i;
    create index "idx ""of"" other" on other (a, id);
    alter table "T %s $$" add foreign key (up) references other;
    vacuum analyze "T %s $$"; vacuum analyze other;
"""
RULES = """\
rules:
  few_others: {query: "select * from other where id > 100 -- too many", reason: nobody counts further}
  short_ones: {query: select a from other where length(a) > 10;, reason: they are printed, severity: warning}
"""
# what is done, and which check says what of which object
FAULTS = {
    "invalid": (
        (
            "update pg_index set indisvalid = false where indexrelid = 'other_a_key'::regclass; "
            "set enable_indexscan = off; alter table other drop constraint other_a_key; "
            "insert into other values (60, '1'), (61, '1'); create unique index other_a_key on other (a) where id < 0; "
            "update pg_index set indisvalid = false, indpred = null where indexrelid = 'other_a_key'::regclass"
        ),
        {("invalid_indexes", "public.other_a_key", 1), ("broken_unique", "public.other_a_key", 1)},
    ),
    "duplicate": ("create index twice on other (a, id)", {("duplicate_indexes", "public.twice", 16384)}),
    "dead": (
        (
            'alter table "T %s $$" set (autovacuum_enabled = off, fillfactor = 90); insert into "T %s $$" ("a b") '
            'select repeat(\'y\', 900) from generate_series(1, 9000); analyze "T %s $$"; delete from "T %s $$" where "a b" <> \'x\'; '
            'analyze "T %s $$"'
        ),
        {
            ("dead_rows", 'public."T %s $$"', None),
            ("autovacuum_lag", 'public."T %s $$"', None),
            ("table_bloat", 'public."T %s $$"', None),
        },
    ),
    "sequence": (
        """select setval('"T %s $$_id_seq"', 2000000000)""",
        {("sequence_use", 'public."T %s $$_id_seq"', None)},
    ),
    "not_valid": (
        'alter table other add constraint "c\'k" check (id < 40) not valid',
        {("unvalidated_constraints", '"c\'k" on public.other', 1), ("broken_checks", '"c\'k" on public.other', 11)},
    ),
    "disabled": (
        'alter table "T %s $$" disable trigger all; insert into "T %s $$" (up) values (-1), (null), (-2)',
        {("broken_foreign_keys", '"T %s $$_up_fkey" on public."T %s $$"', 2)},
    ),
    "rule": ("insert into other values (101, 'x'), (102, 'y')", {("broken_rules", "few_others", 2)}),
}


@pytest.fixture
def cli(scratch: Databases) -> CommandLine:
    return CommandLine(scratch.server.cache.parent)


@pytest.fixture
def url(live: Databases) -> Iterator[str]:
    with live.fresh() as dsn:
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(f"alter database {ident(conn.info.dbname)} set track_counts = on".encode())
        with psycopg.connect(dsn, autocommit=True) as conn:
            for statement in HEALTHY.split(";")[:-1]:
                conn.execute(statement.encode())
        yield dsn


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return folder


def health(cli: CommandLine, url: str, schema: Path, *args: object, status: int) -> Done:
    done = cli.run("health", url, "--schema-dir", schema, *args)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def measured(cli: CommandLine, url: str, schema: Path, *args: object, status: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(health(cli, url, schema, "--format", "json", *args, status=status).stdout)
    return found


def beyond(found: dict[str, object]) -> set[tuple[str, str, float]]:
    return {(each["check"], each["about"], each["value"]) for each in found["readings"] if each["beyond"]}  # type: ignore[attr-defined]


def test_healthy(cli: CommandLine, url: str, schema: Path) -> None:
    found = measured(cli, url, schema, status=EXIT_EQUAL)
    assert beyond(found) == set()
    assert [each["check"] for each in found["unread"]] == ["query_time"]  # type: ignore[attr-defined]
    assert {each["check"] for each in found["readings"]} >= {
        "table_size",
        "broken_rules",
        "rule_warnings",
        "connections",
    }  # type: ignore[attr-defined]


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found(cli: CommandLine, url: str, schema: Path, fault: str) -> None:
    done, expected = FAULTS[fault]
    with psycopg.connect(url, autocommit=True) as conn:
        for statement in done.split(";"):
            conn.execute(statement.encode())
        conn.execute("select pg_stat_force_next_flush()")
    found = beyond(measured(cli, url, schema, status=EXIT_DIFFERENT))
    assert {(check, about) for check, about, _ in found} == {(check, about) for check, about, _ in expected}
    assert found >= {each for each in expected if each[2] is not None}


def test_who_waits_for_whom(cli: CommandLine, url: str, schema: Path) -> None:
    (schema / "neodiff.yaml").write_text(
        "health: {thresholds: {lock_waits: 0, long_transactions: 0, idle_transactions: 0}}\n", encoding="utf-8"
    )
    with (
        psycopg.connect(url) as holder,
        psycopg.connect(url) as waiter,
        psycopg.connect(url, autocommit=True) as looker,
    ):
        holder.execute("update other set a = 'secret 42' where id = 1")
        thread = Thread(target=_refused, args=(waiter, "update other set a = 'secret 43' where id = 1"))
        thread.start()
        while looker.execute("select from pg_locks where not granted").fetchone() is None:
            pass
        done = health(cli, url, schema, status=EXIT_DIFFERENT)
        assert f"lock_waits: process {waiter.info.backend_pid} (" in done.stdout
        assert f"waits for process {holder.info.backend_pid} (" in done.stdout
        assert "statement: update other set a = '...' where id = '...'" in done.stdout
        assert f"idle_transactions: process {holder.info.backend_pid}" in done.stdout
        assert "secret" not in done.stdout
        looker.execute("select pg_terminate_backend(%s)", [waiter.info.backend_pid])
        thread.join()


def _refused(conn: psycopg.Connection[Any], query: str) -> None:
    with pytest.raises(psycopg.errors.AdminShutdown):
        conn.execute(query.encode())


def test_baseline_and_thresholds(cli: CommandLine, url: str, schema: Path, tmp_path: Path) -> None:
    kept = tmp_path / "before.json"
    health(cli, url, schema, "--save", kept, status=EXIT_EQUAL)
    health(cli, url, schema, "--baseline", kept, status=EXIT_EQUAL)
    before = json.loads(kept.read_text(encoding="utf-8"))
    for each in before["readings"]:
        if each["check"] == "table_size":
            each["value"] /= 3
    kept.write_text(json.dumps(before), encoding="utf-8")
    health(cli, url, schema, "--baseline", kept, status=EXIT_EQUAL)  # small tables may grow
    (schema / "neodiff.yaml").write_text(
        "health: {thresholds: {table_size: {limit: 1, change: false}}}\n", encoding="utf-8"
    )
    assert {check for check, _, _ in beyond(measured(cli, url, schema, status=EXIT_DIFFERENT))} == {"table_size"}
    (schema / "neodiff.yaml").write_text(
        "health:\n  thresholds:\n    tabel_size: 3\n    dead_rows: true\n", encoding="utf-8"
    )
    done = health(cli, url, schema, status=EXIT_INPUT)
    assert re.search(r"neodiff\.yaml:3:5: .*no check 'tabel_size'\n  did you mean 'table_size'", done.stderr)
    assert re.search(r"neodiff\.yaml:4:\d+: .*dead_rows: limit: expected a number or false", done.stderr)
    (schema / "neodiff.yaml").unlink()
    kept.write_text("{}", encoding="utf-8")
    assert "is no baseline" in health(cli, url, schema, "--baseline", kept, status=EXIT_INPUT).stderr


def test_growth_beyond_the_baseline(cli: CommandLine, url: str, schema: Path, tmp_path: Path) -> None:
    from neodiff.health.judge import _beyond

    checks = {check.name: check for check in CHECKS}
    assert _beyond(checks["table_size"], 200e6, 150e6) == ""
    assert _beyond(checks["table_size"], 226e6, 150e6).startswith("more than 50 % worse")
    assert _beyond(checks["table_size"], 226e6, None) == ""
    assert _beyond(checks["index_use"], 0.7, 0.9).startswith("more than 20 % worse")
    assert _beyond(checks["index_use"], 0.8, 0.9) == ""
    assert _beyond(checks["cache_hits"], 0.85, None) == "below 90 %"
    assert _beyond(checks["cache_hits"], 0.95, None) == ""


def test_prometheus_is_valid(cli: CommandLine, url: str, schema: Path, tmp_path: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute('create table "a\\b\n""c" (id int primary key)')
    out = tmp_path / "db.prom"
    health(cli, url, schema, "--format", "prometheus", "--out", out, status=EXIT_EQUAL)
    text = out.read_text(encoding="utf-8")
    assert text.endswith("\n")
    typed: set[str] = set()
    for line in text.splitlines():
        if found := re.fullmatch(r"# TYPE ([a-z_]+) gauge", line):
            assert found[1] not in typed
            typed.add(found[1])
        elif not re.fullmatch(r"# HELP [a-z_]+ [^\n]+", line):
            sample = re.fullmatch(
                r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} (?:-?[\d.]+(?:e[+-]?\d+)?|nan)', line
            )
            assert sample, line
            assert sample[1] in typed
    assert 'about="public.\\"a\\\\b\\n\\"\\"c\\""' in text


def test_page_stands_alone(cli: CommandLine, url: str, schema: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("""create table "<script>alert('x')</script>" (id int); insert into other values (101, 'x')""")
    text = health(cli, url, schema, "--format", "html", status=EXIT_DIFFERENT).stdout
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"""(?:src|href)=["'](?!#)""", text)
    for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(svg)  # noqa: S314
    assert "few_others" in text.split("<figure>")[0]


def test_who_may_see_little_is_told(cli: CommandLine, live: Databases, url: str, schema: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("create table closed (id int primary key); revoke all on closed from public")
        conn.execute("alter table closed add check (id > 0) not valid; insert into closed values (1)")
        conn.execute("grant select on other to keeper")
    from psycopg.conninfo import make_conninfo

    found = measured(cli, make_conninfo(url, user="keeper"), schema, status=EXIT_DIFFERENT)
    unread = {(each["check"], each["about"]): each["reason"] for each in found["unread"]}  # type: ignore[attr-defined]
    assert unread["broken_checks", "closed_id_check on public.closed"].startswith("permission denied")
    assert unread["long_transactions", "transactions of other roles"].startswith("only members of pg_read_all_stats")
    assert any(check == "sequence_use" for check, _ in unread)
    assert owned(live, url, "keeper")


def test_statements_that_write_or_take_long(cli: CommandLine, url: str, schema: Path) -> None:
    (schema / "rules.yaml").write_text(
        "rules:\n  slow: {query: select pg_sleep(30), reason: r}\n"
        '  writes: {query: "select nextval(\'\\"T %s $$_id_seq\\"\')", reason: r}\n'
        '  two: {query: "select 1) x; commit; drop table other; select * from (select 1", reason: r}\n',
        encoding="utf-8",
    )
    found = measured(cli, url, schema, "--timeout", 1, status=EXIT_EQUAL)
    reasons = {each["about"]: each["reason"] for each in found["unread"]}  # type: ignore[attr-defined]
    assert "statement timeout" in reasons["slow"]
    assert "read-only transaction" in reasons["writes"]
    assert "multiple commands" in reasons["two"]
    with psycopg.connect(url) as conn:
        assert conn.execute("select count(*) from other").fetchone() == (50,)


def test_a_server_that_does_not_count(cli: CommandLine, url: str, schema: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"alter database {ident(conn.info.dbname)} set track_counts = off".encode())
    found = measured(cli, url, schema, status=EXIT_EQUAL)
    silent = {each["check"] for each in found["unread"] if "track_counts" in each["reason"]}  # type: ignore[attr-defined]
    assert silent == {"index_use", "unused_indexes", "dead_rows", "autovacuum_lag"}


def test_query_times(cli: CommandLine, url: str, schema: Path) -> None:
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("create extension pg_stat_statements")
    found = measured(cli, url, schema, status=EXIT_EQUAL)
    unread = [each["reason"] for each in found["unread"] if each["check"] == "query_time"]  # type: ignore[attr-defined]
    assert unread == ['pg_stat_statements must be loaded via "shared_preload_libraries"']


def test_check_tries_the_rules(cli: CommandLine, schema: Path) -> None:
    (schema / "t.yaml").write_text("table: other\ncolumns: {id: integer, a: text}\n", encoding="utf-8")
    done = cli.run("check", "--schema-dir", schema, "--level", "error")
    assert done.returncode == EXIT_EQUAL, done.stdout + done.stderr
    (schema / "rules.yaml").write_text(
        RULES
        + "  wrong: {query: select nothing from other, reason: r}\n  few_others: {query: 'delete from other', reason: r}\n".replace(
            "few_others", "deletes"
        ),
        encoding="utf-8",
    )
    done = cli.run("check", "--schema-dir", schema)
    assert done.returncode == EXIT_INPUT
    assert "rules.yaml:4:3: rule wrong: column \"nothing\" does not exist at: 'nothing from other'" in done.stderr
    assert "rules.yaml:5:3: rule deletes: syntax error" in done.stderr
    (schema / "more.yaml").write_text("rules:\n  short_ones: {query: select 1, reason: r}\n", encoding="utf-8")
    assert "rule short_ones: declared twice" in cli.run("check", "--schema-dir", schema).stderr


def test_a_pull_leaves_the_rules_alone(cli: CommandLine, url: str, schema: Path) -> None:
    cli.pulled(url, schema)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("alter table other add more text")
    cli.pulled(url, schema)
    assert (schema / "rules.yaml").read_text(encoding="utf-8") == RULES
    done = cli.run("diff", url, "--schema-dir", schema)
    assert done.returncode == EXIT_EQUAL, done.stderr


def test_checks_are_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    for check in CHECKS:
        assert f"`{check.name}`" in readme, check.name
