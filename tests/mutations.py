"""Every policy of a schema deleted or weakened in turn: which of these the tests of who may do what do not notice.

    python tests/mutations.py [SCHEMA_DIR]

Prints each mutant that lives on, and how many there were. Exit status 1 if any does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from neodiff.declare.load import load
from neodiff.facts import FactId
from neodiff.sides import platform_of
from neodiff.smoke.bench import Bench, bench
from neodiff.source import scratch
from neodiff.sql import ident, qualified
from neodiff.trials import Trial

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Mutant:
    policy: FactId
    how: str
    sql: str

    def __str__(self) -> str:
        return f"{self.policy}: {self.how}"


def mutants(made: Bench) -> Iterator[Mutant]:
    """Each policy dropped; its USING true, where it has one; its WITH CHECK true, where it has one."""
    for fact in made.declaration.facts.values():
        if fact.id.kind != "policy" or fact.id.parent is None:
            continue
        table, name = qualified(fact.id.parent.schema, fact.id.parent.name), ident(fact.id.name)
        yield Mutant(fact.id, "deleted", f"drop policy {name} on {table}")
        if "using" in fact.payload:
            yield Mutant(fact.id, "using true", f"alter policy {name} on {table} using (true)")
        if "check" in fact.payload:
            yield Mutant(fact.id, "check true", f"alter policy {name} on {table} with check (true)")


def caught(made: Bench, mutant: Mutant) -> Trial | None:
    """The test that notices, those of the policy's own table asked first."""
    tests = sorted(made.declaration.trials.trials, key=lambda trial: trial.relation != mutant.policy.parent)
    with made.conn.transaction(force_rollback=True):
        made.conn.execute(mutant.sql.encode())
        return next((trial for trial in tests if made.wrong(trial)), None)


def survivors(folder: Path) -> tuple[list[Mutant], int]:
    """The mutants that no test notices, and how many there are in all."""
    declaration = load(folder)
    with scratch(platform_of(declaration), None, lambda _: None) as sides:
        target = sides.target(declaration, sides.server.major)
        with (
            sides.databases.copy(target.template) as dsn,
            psycopg.connect(dsn, autocommit=True) as conn,
            bench(conn, declaration) as made,
        ):
            every = list(mutants(made))
            return [mutant for mutant in every if caught(made, mutant) is None], len(every)


if __name__ == "__main__":
    alive, count = survivors(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "schema")
    for mutant in alive:
        print(mutant)
    print(f"{count} mutants, {len(alive)} not noticed")
    sys.exit(bool(alive))
