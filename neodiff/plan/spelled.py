"""Names of NOT NULL that have to be said: PostgreSQL chooses one that no other constraint of the schema has.

`a.b_c` and `a_b.c` would both be `a_b_c_not_null`: whichever is made first, or is still there, decides who gets a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from neodiff.facts import Fact, FactBase, FactId
from neodiff.sql import generated_name

_NAMED: Final = 18  # the first major whose NOT NULL have names
_CONSTRAINTS: Final = frozenset(("primary_key", "unique", "check", "exclusion", "foreign_key"))


def spelled(old: FactBase, new: FactBase, major: int) -> tuple[FactBase, FactBase]:
    """Both sides, with every name of NOT NULL said that another constraint of either would have."""
    if major < _NAMED:
        return old, new
    holders: dict[tuple[str, str], set[FactId]] = defaultdict(set)
    for side, known in ((old, None), (new, old)):
        for fact_id in side.facts:
            if fact_id.kind in _CONSTRAINTS and (known is None or fact_id not in known):
                holders[fact_id.root.schema, fact_id.name].add(fact_id)
        for fact, name in _not_null(side, known):
            holders[fact.id.root.schema, name].add(fact.id)
    shared = {key for key, found in holders.items() if len(found) > 1}
    return (_said(old, shared), _said(new, shared)) if shared else (old, new)


def _not_null(side: FactBase, known: FactBase | None = None) -> Iterator[tuple[Fact, str]]:
    """The columns that are NOT NULL, be it for a key or an identity, and the name of that.

    known: of what is there alike, nothing is said again but of keys
    """
    keys = {
        FactId("column", "", name, fact.id.parent)
        for fact in side.facts.values()
        if fact.id.kind == "primary_key"
        for name in fact.payload.get("columns", ())
    }
    for fact in side.facts.values():
        if fact.id.kind != "column" or fact.id.parent is None or fact.id.parent.kind != "table":
            continue
        if known is not None and fact.id not in keys and _alike(known.get(fact.id), fact):
            continue
        spec = fact.payload.get("not_null")
        if spec or fact.id in keys or "identity" in fact.payload:
            given = spec.get("name") if isinstance(spec, dict) else None
            yield fact, str(given or generated_name(fact.id.parent.name, fact.id.name, label="not_null"))


def _alike(one: Fact | None, other: Fact) -> bool:
    return one is not None and (one.payload is other.payload or one.payload == other.payload)


def _said(side: FactBase, shared: set[tuple[str, str]]) -> FactBase:
    facts = dict(side.facts)
    for fact, name in _not_null(side):
        spec = fact.payload.get("not_null")
        if (fact.id.root.schema, name) in shared and "name" not in (spec if isinstance(spec, dict) else {}):
            more = {**(spec if isinstance(spec, dict) else {}), "name": name}
            facts[fact.id] = Fact(fact.id, {**fact.payload, "not_null": more}, fact.order)
    return replace(side, facts=facts)
