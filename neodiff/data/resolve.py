"""Which rows a reference means: by the values that rows will have, not by ids. Knows no modes and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from neodiff.data.values import UNKNOWN, Bad, Known
from neodiff.data.world import Item, World
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rows import Match, Reference, Text
from neodiff.sql import ident, literal

_Key = tuple[object, ...]
_SHOWN = 3


class NobodyLeftError(Exception):
    """The one row that a reference means was deleted in the database since it was last applied, and stays so."""


class Resolver:
    """Follows matches among the rows that will be there. `prepare(table)` must decide which those are."""

    def __init__(self, world: World, problems: Problems, prepare: Callable[[FactId, Pos], None]) -> None:
        self.world, self.problems, self.prepare = world, problems, prepare
        self.missed: set[Item] = set()  # declared rows that somebody deleted
        self._indexes: dict[tuple[FactId, tuple[str, ...], tuple[Reference, ...]], dict[_Key, list[Item]]] = {}
        self._equal: dict[tuple[FactId, str, str], list[str]] = {}
        self._done: dict[int, tuple[Match, Item | None]] = {}
        self.canonical: dict[tuple[FactId, str], dict[str, str | Bad]] = {}

    def one(self, match: Match) -> Item | None:
        """The row that `match` means; a problem and None where there is not exactly one. Raises NobodyLeftError."""
        if id(match) not in self._done:
            self._done[id(match)] = (match, self._one(match))
        return self._done[id(match)][1]

    def _one(self, match: Match) -> Item | None:
        found = self.all(match)
        if len(found) == 1:
            return found[0]
        said = f"reference to {match.table} with {described(match)}"
        if not found:
            if any(self._fits(item, match) for item in self.missed if item.table.shape.table == match.table):
                raise NobodyLeftError
            self.problems.add(match.pos, f"{said} matches no row", "expected exactly one, live or declared")
        else:
            names = "; ".join(str(self.world.named(item)) for item in found[:_SHOWN])
            more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            hint = f"expected exactly one; add columns that tell them apart: {names}{more}"
            self.problems.add(match.pos, f"{said} matches {len(found)} rows", hint)
        return None

    def all(self, match: Match) -> list[Item]:
        """Every row that `match` means."""
        self.prepare(match.table, match.pos)
        columns, references = tuple(match.values), tuple(match.through)
        index = self._index(match.table, columns, references)
        texts = [self._texts(match.table, column, text) for column, text in match.values.items()]
        targets = [self.all(inner) for inner in match.through.values()]
        found: dict[Item, None] = {}
        for key in product(*texts, *targets):
            found |= dict.fromkeys(index.get(key, ()))
        # Rows are read in no order that means anything.
        return sorted(found, key=lambda item: str(self.world.named(item))) if len(found) > 1 else list(found)

    def _index(
        self, table: FactId, columns: tuple[str, ...], references: tuple[Reference, ...]
    ) -> dict[_Key, list[Item]]:
        at = (table, columns, references)
        if at not in self._indexes:
            index: dict[_Key, list[Item]] = {}
            for item in self.world.present(table):
                index.setdefault(self._key(item, columns, references), []).append(item)
            self._indexes[at] = index
        return self._indexes[at]

    def _key(self, item: Item, columns: tuple[str, ...], references: tuple[Reference, ...]) -> _Key:
        values = tuple(self.world.after(item, column) for column in columns)
        return (*values, *(self.world.leads(item, reference) for reference in references))

    def _texts(self, table: FactId, column: str, text: Text) -> Sequence[Known]:
        """All texts among the table's rows that are the same value as `text` to PostgreSQL."""
        if text is None:
            return [None]
        types = self.world.types
        known = self.canonical.setdefault((table, column), {})
        if text not in known:
            known |= types.canonical(table, column, [text])
        found = known[text]
        if isinstance(found, Bad):
            return []
        if types.strict(table, column):
            return [found]
        key = (table, column, found)
        if key not in self._equal:
            here = {self.world.after(item, column) for item in self.world.present(table)} - {None, UNKNOWN, found}
            others = [other for other in here if isinstance(other, str)]
            differ = types.distinct(table, column, [(found, other) for other in others])
            self._equal[key] = [found, *(other for other, no in zip(others, differ) if not no)]
        return self._equal[key]

    def _fits(self, item: Item, match: Match) -> bool:
        if any(self.world.after(item, column) != text for column, text in match.values.items()):
            return False
        return all(self.world.leads(item, reference) in self.all(inner) for reference, inner in match.through.items())

    def outside(self, reference: Reference, match: Match) -> tuple[Text, ...] | None:
        """Values of a row of a table that is no fact (a platform's); a problem and None where there is not one."""
        world, said = self.world, f"reference to {match.table} with {described(match)}"
        if world.reader is None or match.through:
            why = "rows of a table that is not declared are known only by their own columns, in a live database"
            self.problems.add(match.pos, said, f"{why}: give the value of {', '.join(reference.columns)} itself")
            return None
        parts = [
            f"{ident(name)} is null" if text is None else f"{ident(name)} = {literal(text)}"
            for name, text in match.values.items()
        ]
        if not set(match.values) | set(reference.target) <= set(world.reader.columns(match.table)):
            raise UserError(f"{match.pos}: {said}: the table or its columns cannot be read")
        found = list(world.reader.rows(match.table, reference.target, " and ".join(parts) or None))
        if len(found) != 1:
            self.problems.add(match.pos, f"{said} matches {len(found) or 'no'} rows", "expected exactly one")
            return None
        return found[0]


def described(match: Match) -> str:
    """For people: `slug 'admin', tenants (slug 'hub')`."""
    said = [f"{column} {'null' if text is None else repr(text)}" for column, text in match.values.items()]
    said += [f"{reference.table.name} ({described(inner)})" for reference, inner in match.through.items()]
    return ", ".join(said) or "any values"
