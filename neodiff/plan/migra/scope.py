"""Which objects migra has to see: those touched, and what migra makes again on their account. Knows no migra.

It follows the dependencies that schemainspect reads (sql/deps.sql: rules of views; load_deps(): columns of enums).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from neodiff.facts import FactBase, FactId

_RULES = frozenset(("view", "materialized_view"))
_TYPED = frozenset(("column", "composite", *_RULES))


def changed(old: FactBase, new: FactBase) -> set[FactId]:
    """The facts that are on one side alone, or differ."""
    out = {fact_id for fact_id in new.facts if fact_id not in old.facts}
    for fact_id, fact in old.facts.items():
        other = new.facts.get(fact_id)
        if other is None or other.payload != fact.payload:
            out.add(fact_id)
    return out


def scope(bases: Collection[FactBase], touched: Collection[FactId]) -> set[FactId]:
    """The outermost objects to be seen, of all `bases` together."""
    found = {fact_id.root for fact_id in touched}
    followers = _followers(bases, enums=any(root.kind == "enum" for root in found))
    pending = list(found)
    while pending:
        for follower in followers.get(pending.pop(), set()) - found:
            found.add(follower)
            pending.append(follower)
    return found


def _followers(bases: Collection[FactBase], *, enums: bool) -> dict[FactId, set[FactId]]:
    """root -> roots of what depends on it; columns count only where an enum is among what changes."""
    kinds = _TYPED if enums else _RULES
    out: dict[FactId, set[FactId]] = defaultdict(set)
    for base in bases:
        for fact_id in base.facts:
            if fact_id.kind not in kinds:
                continue
            for needed in base.needs.get(fact_id, ()):
                if fact_id.kind in _RULES or needed.kind == "enum":
                    out[needed.root].add(fact_id.root)
    return out
