"""The rows of a plan, table by table, as every format shows them: what many rows have in common is said once.

Knows no output format, and says values only through cells.Words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from neodiff.facts import FactId
from neodiff.outcome import Plan
from neodiff.review.cells import Difference, Words, cut
from neodiff.review.words import some, visible
from neodiff.rows import Change, Kept

HAZARD: Final = "delete-rows"
DOES: Final = {"+": "insert", "~": "update", "-": "delete"}
REFUSED: Final = "rows that are not declared would be deleted (reverse.sql would put them back)"
_NAMED: Final = 10
_TOLD: Final = 50
_LINE: Final = 200
_SIDE: Final = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One row that is inserted or deleted, or rows (often one) that are updated in the same way."""

    sign: str
    rows: tuple[Change, ...]
    differences: tuple[Difference, ...] = ()

    def name(self, words: Words) -> str:
        if len(self.rows) == 1:
            return words.row(self.rows[0].row)
        return f"in {len(self.rows)} rows: {some([words.row(change.row) for change in self.rows[:_NAMED]])}" + (
            f" and {len(self.rows) - _NAMED} more" if len(self.rows) > _NAMED else ""
        )


@dataclass(frozen=True, slots=True)
class Table:
    """All changes of one table's rows, in the order in which they are made."""

    id: FactId
    changes: Sequence[Change]

    @property
    def counts(self) -> Counter[str]:
        return Counter(change.sign for change in self.changes)

    @property
    def sign(self) -> str:
        """The one of all rows, or `~`."""
        return min(counts) if len(counts := self.counts) == 1 else "~"

    @property
    def title(self) -> str:
        return f"rows of {visible(str(self.id))}"

    @property
    def said(self) -> str:
        """`14 to insert, 2 to update`."""
        return ", ".join(f"{self.counts[sign]} to {does}" for sign, does in DOES.items() if self.counts[sign])

    def first(self, words: Words, most: int) -> tuple[list[Entry], int]:
        """At most so many entries, and how many rows are in none of them."""
        entries = _entries(self.changes, words)
        shown = entries[:most]
        seen = {id(change) for entry in shown for change in entry.rows}
        return shown, len(self.changes) - len(seen)


def tables(changes: Iterable[Change]) -> list[Table]:
    """Each table once, in the order of its first change."""
    found: dict[FactId, list[Change]] = {}
    for change in changes:
        found.setdefault(change.table, []).append(change)
    return [Table(table, mine) for table, mine in found.items()]


def counted(changes: Sequence[Change]) -> str:
    """`88 rows to insert, 4 to update in 3 tables`; empty for none."""
    by_sign = Counter(change.sign for change in changes)
    said = [f"{by_sign[sign]} to {does}" for sign, does in DOES.items() if by_sign[sign]]
    if not said:
        return ""
    number, rest = said[0].split(" ", 1)
    count = len({change.table for change in changes})
    head = f"{number} row{'s' if number != '1' else ''} {rest}"
    return f"{', '.join([head, *said[1:]])} in {count} table{'s' if count > 1 else ''}"


def _entries(changes: Sequence[Change], words: Words) -> list[Entry]:
    """In the order of their first row. Of an update, what it shares with the very same rows is one entry."""
    shared: dict[Difference, list[int]] = {}
    places: list[tuple[int, int, Entry]] = []
    for i, change in enumerate(changes):
        found = list(words.differences(change)) if change.sign == "~" else []
        for difference in found:
            shared.setdefault(difference, []).append(i)
        if not found:
            places.append((i, 0, Entry(change.sign, (change,))))
    groups: dict[tuple[int, ...], list[Difference]] = {}
    for difference, indexes in shared.items():
        groups.setdefault(tuple(indexes), []).append(difference)
    for mine, differences in groups.items():
        entry = Entry("~", tuple(changes[i] for i in mine), tuple(differences))
        places.append((mine[0], -len(mine), entry))
    return [entry for _, _, entry in sorted(places, key=lambda place: place[:2])]


def kept(plan: Plan) -> dict[tuple[str, FactId], list[Kept]]:
    """(why, table) -> the values of the database that the plan leaves as they are, against the declaration."""
    found: dict[tuple[str, FactId], list[Kept]] = {}
    for item in plan.rows.kept:
        found.setdefault((item.reason, item.row.table), []).append(item)
    return dict(sorted(found.items(), key=lambda pair: pair[0][0]))


def kept_line(item: Kept, words: Words) -> str:
    """`slug 'hub': branding.colors.primary is "#000000", declared "#1A73E8"`."""
    what, live, declared = (cut(said, _SIDE) for said in words.kept(item))
    said = f"{what} is {live}" if live == declared or not item.column else f"{what} is {live}, declared {declared}"
    return f"{words.row(item.row)}: {said}"


def told(plan: Plan) -> list[str]:
    """Lines for the person at the terminal, whatever is written to stdout: what is kept, and what must be known."""
    words = Words(plan)
    out = []
    for (reason, table), items in kept(plan).items():
        out.append(f"kept in rows of {visible(str(table))}, {visible(reason)}: {len(items)}")
        out += [f"  {cut(kept_line(item, words), _LINE)}" for item in items[:_TOLD]]
        if len(items) > _TOLD:
            out.append(f"  and {len(items) - _TOLD} more (all of them: --format json)")
    return out + [visible(note) for note in plan.rows.notes]
