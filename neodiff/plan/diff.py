"""What differs between two fact bases. No kind has a name in here: every fact is compared the same way."""

from __future__ import annotations

from dataclasses import dataclass

from neodiff.facts import Fact, FactBase, FactId, sort_key


@dataclass(frozen=True, slots=True)
class Delta:
    """One difference; `attrs` are the payload keys that differ where the fact is on both sides."""

    id: FactId
    old: Fact | None
    new: Fact | None
    attrs: frozenset[str] = frozenset()

    @property
    def sign(self) -> str:
        return "+" if self.old is None else "-" if self.new is None else "~"


def diff(old: FactBase, new: FactBase) -> list[Delta]:
    """All differences, in the order of their ids."""
    out = []
    for fact_id, before in old.facts.items():
        after = new.facts.get(fact_id)
        if after is None:
            out.append(Delta(fact_id, before, None))
        elif before.payload is not after.payload and before.payload != after.payload:
            out.append(Delta(fact_id, before, after, changed(before, after)))
    out += [Delta(fact_id, None, after) for fact_id, after in new.facts.items() if fact_id not in old.facts]
    return sorted(out, key=lambda delta: sort_key(delta.id))


def changed(old: Fact, new: Fact) -> frozenset[str]:
    keys = {*old.payload, *new.payload}
    return frozenset(key for key in keys if old.payload.get(key) != new.payload.get(key))
