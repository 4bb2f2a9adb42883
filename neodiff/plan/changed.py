"""What is created, dropped and altered between two fact bases, as it is decided. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from neodiff.facts import FactBase, FactId
from neodiff.kinds.base import Sql
from neodiff.plan.families import Families

# Their columns keep their values when they are made again, and so are not dropped.
TYPES: Final = frozenset(("enum", "domain", "composite", "collation", "range", "type"))
# Facts about another one, which come and go with it.
SATELLITES: Final = ("owner", "grants", "comment")


@dataclass(slots=True)
class Changes:
    """`altered` holds the statements of each fact altered in place; `swapped` are types whose columns keep their data,
    `parked` those whose columns (the values) do so as text, for want of another name.

    Where tables have something from others, both bases have all of it, and `kin` says what follows by itself.
    """

    old: FactBase
    new: FactBase
    created: set[FactId] = field(default_factory=set)
    dropped: set[FactId] = field(default_factory=set)
    altered: dict[FactId, list[Sql]] = field(default_factory=dict)
    swapped: set[FactId] = field(default_factory=set)
    parked: dict[FactId, set[FactId]] = field(default_factory=dict)
    inside: set[FactId] = field(default_factory=set)  # swapped composite types that others are made of
    kin: Families | None = None

    @property
    def moved(self) -> set[FactId]:
        """Types that their columns leave and get back."""
        return self.swapped | self.parked.keys()

    @property
    def replaced(self) -> set[FactId]:
        return self.created & self.dropped
