"""A schema folder, its migrations, and a live database that they go to. Knows no test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from click.testing import CliRunner

from neodiff import ledger
from neodiff.cli import cli
from neodiff.ledger import Entry
from neodiff.scratch.databases import Databases

# a session that was cut holds its lock until the server notices
WAIT = ("--wait", "30")
FIRST = "table: orders\ncolumns: {id: {type: integer, primary_key: true}, state: text}\n"


@dataclass
class Team:
    """`dsn`: of the live database that commands mean."""

    schema: Path
    folder: Path
    dsn: str

    def declare(self, text: str, settings: str = "platform: none\n") -> None:
        (self.schema / "neodiff.yaml").write_text(settings)
        (self.schema / "all.yaml").write_text(text)

    def run(self, verb: str, *args: str) -> tuple[int, str, str]:
        """(exit status, stdout, stderr); raises what the command raised."""
        return self.alone(verb, *args, "--migrations", str(self.folder))

    def alone(self, verb: str, *args: str) -> tuple[int, str, str]:
        """The same of a verb that knows no migrations."""
        command = [verb, *args, "--schema-dir", str(self.schema)]
        result = CliRunner().invoke(cli, command, standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        return result.return_value or 0, result.stdout, result.stderr

    def generate(self, name: str, *args: str) -> None:
        status, told, said = self.run("generate", name, self.dsn, *args)
        assert status == 1, told + said

    def apply(self, *args: str) -> list[str]:
        return self.run("apply", self.dsn, *args, "--yes", *WAIT)[1].split()

    def rollback(self, *args: str) -> list[str]:
        return self.run("rollback", self.dsn, *args, "--yes", *WAIT)[1].split()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            return conn.execute(sql.encode()).fetchall()

    def do(self, *sql: str) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            for each in sql:
                conn.execute(each.encode())

    def entries(self) -> dict[str, Entry]:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            return {entry.name.partition("_")[2]: entry for entry in ledger.read(conn).entries.values()}

    def state(self, name: str) -> tuple[str, int]:
        entry = self.entries()[name]
        return entry.state, entry.done


@contextmanager
def team(live: Databases, at: Path) -> Iterator[Team]:
    with live.fresh() as dsn:
        found = Team(at / "schema", at / "migrations", dsn)
        found.schema.mkdir()
        found.declare(FIRST)
        yield found


MANY = """\
enum: mood
values: [low, high]
---
table: orders
columns:
  id: {type: integer, primary_key: true}
  state: text
  mood: {type: mood}
"""
MORE = """\
enum: mood
values: [low, middling, high]
---
table: orders
columns:
  id: {type: integer, primary_key: true}
  state: {type: text, not_null: true}
  mood: {type: mood, default: "'middling'"}
  note: text
checks:
  short: length(state) < 20
indexes:
  by_state: {columns: [state]}
  by_mood: {columns: [mood]}
rows:
  - {id: 7, state: open}
"""


def many(found: Team) -> None:
    """A table with rows, and a migration of many units for it that has yet to be run."""
    found.declare(MANY)
    found.generate("orders", "--at", "20260101000000")
    found.apply()
    found.do("insert into orders select n, 'state ' || n, 'low' from generate_series(1, 5) n")
    found.declare(MORE)
    found.generate("many", "--at", "20260102000000")
