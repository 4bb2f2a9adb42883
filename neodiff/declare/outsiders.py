"""What the declaration leaves to others and yet refers to: it is in the target too, as a database has it, or nothing loads.

Must not know servers or patterns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds.base import bare_name
from neodiff.scope import Scope
from neodiff.sql import name_of, significant


def outsiders(declaration: Declaration, clone: FactBase, scope: Scope) -> dict[FactId, Fact]:
    """Facts of `clone` that are not compared and that declared SQL names, with what they need; none that is declared."""
    if scope.everything:
        return {}
    named = _names(declaration)
    roots = {
        fact_id.root
        for fact_id in clone
        if fact_id.parent is None and not scope.covers(fact_id) and (bare_name(fact_id) in named)
    }
    wanted = {fact_id for fact_id in clone if fact_id.root in roots}
    pending = list(wanted)
    while pending:
        for needed in clone.needs.get(pending.pop(), ()):
            more = {fact_id for fact_id in clone if fact_id.root == needed.root} - wanted
            wanted |= more
            pending += more
    declared = {fact_id.root for fact_id in declaration.facts}
    return {fact_id: clone[fact_id] for fact_id in clone if fact_id in wanted and fact_id.root not in declared}


def _names(declaration: Declaration) -> set[str]:
    """Every name in every text of the declaration."""
    texts = [text for fact in declaration.facts.values() for text in _texts(fact.payload)]
    texts += [document.create for document in declaration.raw]
    words = {name for text in texts for token in significant(text) if (name := name_of(token)) is not None}
    # a schema that nobody declares, and whose objects are named, is needed itself
    return words | set(texts) | {fact_id.root.schema for fact_id in declaration.facts}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
