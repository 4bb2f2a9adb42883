"""What the declared tests of who may do what find, at their lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from neodiff.declare.declaration import Declaration
from neodiff.lint.found import Found
from neodiff.smoke import pgtap
from neodiff.smoke.bench import Bench, bench

RULE: Final = "policy_test"


def check(conn: psycopg.Connection[Any], declaration: Declaration, export: bool) -> tuple[list[Found], str]:
    """Every test that fails, and rows that are not there although the tests have them; and a pgTAP script, if that is wanted.

    Nothing stays in the database.
    """
    if not declaration.trials.trials and not export:
        return [], ""
    with bench(conn, declaration) as made:
        found = list(_missing(made)) or list(_failed(made))
        return found, pgtap.script(made) if export else ""


def _missing(made: Bench) -> Iterator[Found]:
    """Without its rows no test means what it says."""
    by_path = {each.table.path: each for each in reversed(made.declaration.trials.rows)}
    for note in made.notes:
        given = by_path.get(note.partition(":")[0])
        if given is not None:
            yield Found(given.table, note.partition(": ")[2], pos=given.pos)


def _failed(made: Bench) -> Iterator[Found]:
    for trial in made.declaration.trials.trials:
        if wrong := made.wrong(trial):
            does = "may" if trial.allows else "may not"
            yield Found(trial.relation, f"{trial.who} {does} {trial.command}: {wrong}", pos=trial.pos)
