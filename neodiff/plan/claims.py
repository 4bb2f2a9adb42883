"""The names that objects take in PostgreSQL's name spaces. Knows no plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import ROUTINES, bare_name
from neodiff.kinds.identity import identity_sequence
from neodiff.kinds.range import multirange

TYPES: Final = frozenset(("enum", "domain", "composite", "range", "type"))


def succeeded(old: Iterable[Fact], new: Iterable[Fact]) -> set[FactId]:
    """Those of `old` whose place something of `new` takes, or with which a call of it could be mistaken: they must be gone
    before anything stands on the new one."""
    taken, named = set[tuple[str, ...]](), dict[tuple[str, str], list[Fact]]()
    for fact in new:
        taken.update(claims(fact))
        if fact.id.kind in ROUTINES:
            named.setdefault((fact.id.schema, bare_name(fact.id)), []).append(fact)
    out = set()
    for fact in old:
        twins = named.get((fact.id.schema, bare_name(fact.id)), ()) if fact.id.kind in ROUTINES else ()
        if not taken.isdisjoint(claims(fact)) or any(_open(each) for each in (fact, *twins) if twins):
            out.add(fact.id)
    return out


def _open(routine: Fact) -> bool:
    """Can it be called with fewer or more arguments than it has?"""
    return any(
        isinstance(arg, dict) and ("default" in arg or "variadic" in arg.values())
        for arg in routine.payload.get("args") or ()
    )


def claims(fact: Fact) -> Iterator[tuple[str, ...]]:
    """The names that an object takes in PostgreSQL's name spaces (unique indexes of pg_class, pg_type, pg_proc, ...)."""
    fact_id = fact.id
    if name := identity_sequence(fact):
        yield ("relation", fact_id.root.schema, name)
    kind, root = fact_id.kind, fact_id.root
    if kind in (
        "table",
        "view",
        "materialized_view",
        "foreign_table",
        "sequence",
        "composite",
        "index",
        "primary_key",
        "unique",
        "exclusion",
    ):
        yield ("relation", root.schema, fact_id.name)
    if kind in ("table", "view", "materialized_view", "foreign_table") or (kind in TYPES and fact_id.parent is None):
        yield ("type", root.schema, fact_id.name)
    if kind == "range":
        yield ("type", *multirange(fact))
    if kind in ("primary_key", "unique", "exclusion", "check", "foreign_key"):
        yield ("constraint", str(root), fact_id.name)
    if kind == "primary_key":
        yield (kind, str(root))  # there is one
    if kind in ROUTINES:
        yield ("routine", root.schema, fact_id.name)
    if kind == "statistics":
        yield (kind, fact_id.schema or root.schema, fact_id.name)
    if fact_id.parent is None or kind in ("column", "policy", "trigger", "default", "owner", "grants", "comment"):
        yield (kind, str(fact_id.parent or ""), fact_id.schema, fact_id.name)
