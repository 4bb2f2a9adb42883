"""What is wrong in a declaration: without a server, or before PostgreSQL on scratch. Must not know how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import psycopg

from neodiff import bodies, lint, rowcheck, smoke
from neodiff.declare.declaration import Declaration
from neodiff.finding import Finding
from neodiff.health import rules
from neodiff.sides import Sides
from neodiff.smoke import people
from neodiff.smoke.judge import is_of_circle


class Checked(NamedTuple):
    """`pgtap`: the tests of who may do what as a script, empty where it was not asked for."""

    findings: list[Finding]
    pgtap: str


def offline(declaration: Declaration, tell: Callable[[str], None]) -> list[Finding]:
    """What needs no server; `tell`: which SQL could not be looked into."""
    from neodiff.declare import expressions

    for text in expressions.notes(declaration):
        tell(f"note: {text}")
    return lint.offline(declaration)


def on_scratch(declaration: Declaration, sides: Sides, *, pgtap: bool = False) -> Checked:
    """PostgreSQL's own judgement of every statement, then of the bodies of functions and of rows; then the linter's.

    Raises DeclarationError for what PostgreSQL refuses.
    """
    say = sides.say
    target = sides.target(declaration, sides.server.major)
    say("checking the bodies of functions")
    with sides.databases.copy(target.template) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        problems = bodies.check(conn, declaration)
        say("checking the rows")
        problems.extend(rowcheck.check(conn, declaration))
        problems.extend(rules.check(conn, declaration))
        problems.raise_if_any()
        say("running what is declared")
        ran = smoke.check(conn, declaration)
        say("trying who may do what")
        tried, script = people.check(conn, declaration, export=pgtap)
        say("linting")
        found = lint.check(conn, declaration, {smoke.RULE: ran, people.RULE: tried})
    # a circle that the linter has seen goes round when it is run, too
    circles = any(each.rule == "policy_recursion" for each in found)
    findings = [each for each in found if each.rule != smoke.RULE or not (circles and is_of_circle(each.message))]
    return Checked(findings, script if pgtap else "")
