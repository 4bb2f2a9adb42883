"""The linter: every rule of the registry asked, what is found placed in the YAML, and silenced where that is meant.

One file per family of rules; a rule is the function of its name. Must not know how findings are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType, ModuleType
from typing import Any, Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import FactBase, FactId
from neodiff.finding import Finding
from neodiff.lint import (
    exposure,
    indexes,
    policies,
    policy_expressions,
    recursion,
    routines,
    rows,
    style,
    tables,
)
from neodiff.lint.found import Found
from neodiff.lint.silence import Silences
from neodiff.lint.world import World
from neodiff.problems import Pos
from neodiff.rules import RULES

Finder = Callable[[World], Iterator[Found]]


def _finders(*modules: ModuleType) -> dict[str, Finder]:
    return {name: found for module in modules for name, found in vars(module).items() if name in RULES}


NOTHING: Final[Mapping[str, Sequence[Found]]] = MappingProxyType({})
# Those that need no database, then all.
OFFLINE: Final[Mapping[str, Finder]] = _finders(rows)
FINDERS: Final[Mapping[str, Finder]] = {
    **OFFLINE,
    **_finders(exposure, indexes, policies, policy_expressions, recursion, routines, style, tables),
}


_STORED: Final = """
    select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 where c.relkind = 'm' order by c.oid, a.attnum"""


def offline(declaration: Declaration) -> list[Finding]:
    """What can be found without a server."""
    return _findings(World(declaration, FactBase()), OFFLINE)


def check(conn: Any, declaration: Declaration, others: Mapping[str, Sequence[Found]] = NOTHING) -> list[Finding]:
    """Everything: `conn` is to a database, idle and in autocommit mode, that has all that is declared. It is only read.

    others: what has been found already by who is no linter, under a rule's name.
    """
    from neodiff.catalog.read import read
    from neodiff.connect import begin

    begin(conn)
    facts, stored = read(conn), dict[FactId, list[str]]()
    for schema, view, column in conn.execute(_STORED).fetchall():
        stored.setdefault(FactId("materialized_view", schema, view), []).append(column)
    conn.execute("rollback")
    return _findings(
        World(declaration, facts, stored), {**FINDERS, **{rule: _given(found) for rule, found in others.items()}}
    )


def _given(found: Sequence[Found]) -> Finder:
    return lambda _: iter(found)


def _findings(world: World, finders: Mapping[str, Finder]) -> list[Finding]:
    out, silences = dict[Finding, None](), Silences(world)
    for rule, finder in finders.items():
        for found in finder(world):
            if not silences.covers(rule, found):
                out[_finding(rule, found, world)] = None
    for silence in silences.unused(finders):
        about = str(silence.about) if silence.about is not None else silence.pattern
        out[_told("unused_silence", silence.pos, about, f"{silence.rule} finds nothing here")] = None
    return list(out)


def _finding(rule: str, found: Found, world: World) -> Finding:
    about = found.about
    shown = str(about.parent if about.kind == "grants" and about.parent is not None else about)
    if about.kind == "sql":
        shown = f"sql {about.name}"
    pos = found.pos or _place(world.spelled.get(about, about), world)
    silence = f'lint: {{{rule}: "why this is meant"}}'
    return _told(rule, pos, shown, found.what, found.fix, silence)


def _told(rule: str, pos: Pos | None, about: str, what: str, fix: str = "", silence: str = "") -> Finding:
    known = RULES[rule]
    return Finding(rule, known.level, pos, about, what, fix, silence, known.reason, known.remedy)


def _place(about: FactId, world: World) -> Pos | None:
    """Where it is declared, or what it is part of."""
    at: FactId | None = about
    while at is not None and at not in world.declaration.positions:
        at = at.parent
    raw = next((each.pos for each in world.declaration.raw if about == FactId("sql", "", each.name)), None)
    return world.declaration.positions[at] if at is not None else raw
