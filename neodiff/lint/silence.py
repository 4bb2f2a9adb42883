"""What is said to be meant as it is: `lint:` with a reason, at the object, around it, or by a pattern in neodiff.yaml.

Must not know what any rule looks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from neodiff.declare.declaration import Silence
from neodiff.facts import FactId
from neodiff.lint.found import Found
from neodiff.lint.world import World
from neodiff.scope import Scope

_OF_COLUMN = ("primary_key", "unique", "foreign_key", "check", "index")


class Silences:
    """All silences of a declaration, and which of them had something to silence."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._by_rule: dict[str, list[Silence]] = {}
        self._used: set[int] = set()
        for silence in world.declaration.silences:
            self._by_rule.setdefault(silence.rule, []).append(silence)

    def covers(self, rule: str, found: Found) -> bool:
        """Is that meant? Whoever covers it is used, all of them."""
        covering = [silence for silence in self._by_rule.get(rule, ()) if self._is_about(silence, found.about)]
        self._used.update(id(silence) for silence in covering)
        return bool(covering)

    def unused(self, asked: Collection[str]) -> Iterator[Silence]:
        """Those of the rules that were asked which silenced nothing."""
        for silence in self.world.declaration.silences:
            if silence.rule in asked and id(silence) not in self._used:
                yield silence

    def _is_about(self, silence: Silence, about: FactId) -> bool:
        if silence.about is None:
            return not Scope(exclude=(silence.pattern,)).covers(about)
        spelled = self.world.spelled.get(about, about)
        return spelled.inside(silence.about) or _is_of_column(about, silence.about, self._columns(about))

    def _columns(self, about: FactId) -> Iterable[str]:
        fact = self.world.facts.get(about)
        return () if fact is None else [str(name) for name in fact.payload.get("columns") or ()]


def _is_of_column(about: FactId, column: FactId, columns: Iterable[str]) -> bool:
    """A constraint of one column may be declared with it, and then so is what is meant about it."""
    return (
        column.kind == "column"
        and about.parent == column.parent
        and about.kind in _OF_COLUMN
        and [*columns] == [column.name]
    )
