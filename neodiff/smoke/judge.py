"""Is an error one that means "this never worked", and where in the YAML is it? Knows errors and bodies, not who tried what.

An error by design (RAISE, a constraint, a row that no policy admits) is none, and neither is one that a made-up value causes:
a name or a statement that was put together from values fails with other words for other values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import psycopg

from neodiff import bodies
from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactId
from neodiff.lint.found import Found
from neodiff.problems import Pos
from neodiff.sql import name_of, significant
from neodiff.yaml.source import Text

# SQLSTATEs, see appendix A of PostgreSQL's documentation. Class 42 but for privileges and what values can cause alone.
_NEVER: Final = re.compile(
    r"42(?:601|611|7\d\d|8(?:03|04|09|46|83)|P0[1289]|P1[03789]|P2\d)|2F005|3F000|54001|54011|54023"
)
_RAISED: Final = "exec_stmt_raise"
_SETTINGS: Final = "guc"  # whoever connects may set what nobody has declared
_FUNCTION: Final = re.compile(
    r'^(?:PL/pgSQL function (?P<plain>.+?)\(.*?\)|SQL function "(?P<quoted>.+?)")', re.MULTILINE
)

Key = tuple[str | None, ...]


def never_worked(error: psycopg.Error | None) -> bool:
    """Is it of a kind that a statement has from the beginning, rather than from what it was given?"""
    if error is None or error.diag.source_function == _RAISED or (error.diag.source_file or "").startswith(_SETTINGS):
        return False
    return _NEVER.fullmatch(error.sqlstate or "") is not None


def is_of_circle(said: str) -> bool:
    """Does the message say that policies go round in a circle?"""
    return "infinite recursion detected in policy" in said or "stack depth limit exceeded" in said


def same(error: psycopg.Error) -> Key:
    """Equal for the same error, whatever values it came with."""
    return error.sqlstate, error.diag.message_primary, error.diag.internal_query


class Judge:
    """Finds the place of errors in one declaration."""

    def __init__(self, declaration: Declaration) -> None:
        self.declaration = declaration
        self._bodies: dict[str, list[Fact]] = {}
        for fact in declaration.facts.values():
            if fact.id.kind in ("function", "procedure"):
                self._bodies.setdefault(named(fact.id), []).append(fact)

    def is_static(self, error: psycopg.Error) -> bool:
        """Is what failed written in a body just so, and refused before it ran?"""
        query, place = error.diag.internal_query, error.diag.internal_position
        if not query or not place:
            return False
        return any(query in str(fact.payload.get("body", "")) for facts in self._bodies.values() for fact in facts)

    def constant(self, errors: Sequence[psycopg.Error | None]) -> psycopg.Error | None:
        """The error that all of these attempts, with different values, have in common."""
        first = errors[0] if errors else None
        if first is None or not never_worked(first):
            return None
        return first if all(error is not None and same(error) == same(first) for error in errors) else None

    def found(self, error: psycopg.Error, about: FactId, how: str) -> Found:
        """What to say: of the innermost declared function that the error comes from, else of `about`."""
        fact, context = self._culprit(error)
        said = f"{how} fails: {error.diag.message_primary or str(error).strip()}"
        said += f" ({error.diag.message_detail})" if error.diag.message_detail else ""
        if fact is None:
            return Found(about, said)
        pos, excerpt = self._place(error, fact, context)
        return Found(fact.id, said, f"in: {excerpt}" if excerpt else "", pos)

    def _culprit(self, error: psycopg.Error) -> tuple[Fact | None, str]:
        """The function, and what the error's context says of it alone."""
        context = error.diag.context or ""
        query = error.diag.internal_query or ""
        matches = list(_FUNCTION.finditer(context))
        for match, after in zip(matches, [*(later.start() for later in matches[1:]), len(context)]):
            name = match["quoted"] or (name_of(significant(match["plain"])[-1]) or match["plain"])
            facts = self._bodies.get(name, [])
            if facts:
                holding = [fact for fact in facts if query and query in str(fact.payload.get("body", ""))]
                return (holding or facts)[0], context[match.start() : after]
        return None, ""

    def _place(self, error: psycopg.Error, fact: Fact, context: str) -> tuple[Pos | None, str]:
        body = fact.payload.get("body")
        if not isinstance(body, Text):
            return None, ""
        offset = bodies.offset(error, str(body), context)
        if offset is None:
            return None, ""
        return body.at(offset), bodies.line(str(body), offset)


def named(about: FactId) -> str:
    """The bare name of a routine, whose id has its signature."""
    found = significant(about.name)
    return (name_of(found[0]) if found else None) or about.name
