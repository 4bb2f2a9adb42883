"""What is declared is run, on scratch, before anybody reads it: functions called, views read, policies and triggers at work.

Only errors that mean "this never worked" are told, at their line. Must not know how findings are shown.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg

from neodiff.declare.declaration import Declaration
from neodiff.lint.found import Found
from neodiff.problems import Pos
from neodiff.smoke import relations, routines
from neodiff.smoke.judge import Judge
from neodiff.smoke.session import session

RULE: Final = "fails_when_run"


def check(conn: psycopg.Connection[Any], declaration: Declaration) -> list[Found]:
    """Each fault once, however many attempts meet it. `conn` is a superuser's, idle and in autocommit mode, to a database
    that has all that is declared; nothing stays in it."""
    judge = Judge(declaration)
    tables = [fact_id for fact_id in declaration.facts if fact_id.kind == "table"]
    once: dict[tuple[object, Pos | None, str], Found] = {}
    with session(conn, declaration, tables) as tried:
        for found in (*routines.check(tried, judge), *relations.check(tried, judge)):
            once.setdefault((found.about, found.pos, found.what.partition(" fails: ")[2]), found)
    return list(once.values())
