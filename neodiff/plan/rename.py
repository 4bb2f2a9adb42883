"""Renames that the declaration tells, as statements that come before everything else, and their way back.

Never guessed, with one exception: constraints, indexes and owned sequences of a renamed table whose definition is the same
but for the name that PostgreSQL generated. Must not know YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from neodiff.errors import PlanError
from neodiff.facts import FactBase, FactId
from neodiff.kinds.base import SIGNED, WORD, name_sql
from neodiff.sql import ident, literal, qualified
from neodiff.statement import Hazard, Statement

_NAMED_AFTER: Final = frozenset(("primary_key", "unique", "foreign_key", "check", "exclusion", "index"))
_BREAKS: Final = frozenset(
    ("table", "view", "materialized_view", "foreign_table", "column", "function", "procedure", "aggregate", "schema")
)


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` is the id before this rename (its parents already renamed), `new` the one after; or a label of an enum."""

    old: FactId
    new: FactId
    label: tuple[str, str] | None = None

    def statement(self) -> Statement:
        return Statement(
            _sql(self.old, self.new, self.label), about=self.new, verb="rename", hazards=_hazards(self.new)
        )

    def back(self) -> Statement:
        label = (self.label[1], self.label[0]) if self.label else None
        return Statement(_sql(self.new, self.old, label), about=self.old, verb="rename", hazards=_hazards(self.old))

    def title(self, back: bool = False) -> str:
        """`rename column public.t.old to new`, with the names that they have before it."""
        old, new = (self.new, self.old) if back else (self.old, self.new)
        if self.label:
            was, becomes = reversed(self.label) if back else self.label
            return f"rename value {was} of {new} to {becomes}"
        return f"rename {old} to {new.name}"

    def __str__(self) -> str:
        if self.label:
            return f"{self.new}: {self.label[0]!r} is renamed to {self.label[1]!r}"
        return f"{self.old} is renamed to {self.new.name}"


def _hazards(fact_id: FactId) -> tuple[Hazard, ...]:
    if fact_id.kind == "range":
        return (Hazard("rename", "the functions that make values of it keep the old name"),)
    if fact_id.kind not in _BREAKS:
        return ()
    return (Hazard("rename", "clients and string bodies of functions that use the old name fail from here on"),)


def told(
    live: FactBase, declared: FactBase, renames: Mapping[FactId, str], labels: Mapping[FactId, Mapping[str, str]]
) -> list[Rename]:
    """The renames still to be done in `live`, outer objects first.

    `renames`: declared id -> old name; `labels`: enum -> {new label: old label}. Done ones are left out.
    Raises PlanError where the old and the new name are both there and both declared or not empty of meaning.
    """
    out: list[Rename] = []
    was: dict[FactId, FactId] = {}
    for new in sorted(renames, key=_depth):
        parent = new.parent
        name = renames[new] if new.kind not in SIGNED else _signature(renames[new], new)
        here = FactId(new.kind, new.schema, name, parent)
        there = _placed(here, was)
        if parent is not None and parent.kind == "composite":
            holder = live.get(_before(parent, was))
            attributes = holder.payload["attributes"] if holder is not None else {}
            if name in attributes and new.name not in attributes:
                out.append(Rename(here, new))
            continue
        already = _before(new, was)
        if already in live:
            if there in live and here in declared:
                raise PlanError(
                    f"{new} says renamed_from {renames[new]!r}, but {here} is declared too: remove one of the two"
                )
            continue
        if there in live:
            if here in declared:
                raise PlanError(
                    f"{new} says renamed_from {renames[new]!r}, but {here} is declared as well: remove renamed_from or it"
                )
            out.append(Rename(here, new))
            was[new] = there
    for enum, names in labels.items():
        before = live.get(_before(enum, was))
        for label, old in names.items():
            if before is not None and old in before.payload["values"] and label not in before.payload["values"]:
                out.append(Rename(enum, enum, (old, label)))
    return out


def generated(live: FactBase, wanted: FactBase, done: list[Rename]) -> list[Rename]:
    """What PostgreSQL named after something that was renamed, and the target names after the new name."""
    touched = {rename.new.root for rename in done}
    out: list[Rename] = []
    taken: set[FactId] = set()
    for old in sorted(live.facts):
        if old in wanted or old.root not in touched or old.kind not in _NAMED_AFTER:
            continue
        twins = [
            new
            for new, fact in wanted.facts.items()
            if new.kind == old.kind
            and new.parent == old.parent
            and new not in live
            and new not in taken
            and fact.payload == live[old].payload
        ]
        if len(twins) == 1:
            taken.add(twins[0])
            out.append(Rename(old, twins[0]))
    out += _sequences(live, wanted, touched)
    return out


def _sequences(live: FactBase, wanted: FactBase, touched: set[FactId]) -> Iterator[Rename]:
    for old, fact in live.facts.items():
        if old.kind != "owned_by" or old.parent is None or old.parent in wanted:
            continue
        if FactId("table", fact.payload["schema"], fact.payload["table"]) not in touched:
            continue
        for new, other in wanted.facts.items():
            if (
                new.kind == "owned_by"
                and new.parent is not None
                and new.parent not in live
                and other.payload == fact.payload
            ):
                yield Rename(old.parent, new.parent)


def _depth(fact_id: FactId) -> tuple[int, str]:
    depth, at = int(fact_id.kind != "schema"), fact_id.parent
    while at is not None:
        depth, at = depth + 1, at.parent
    return depth, str(fact_id)


def _before(fact_id: FactId, was: Mapping[FactId, FactId]) -> FactId:
    """The id that something has in the live database, the old names of its parents and its schema included."""
    return was[fact_id] if fact_id in was else _placed(fact_id, was)


def _placed(fact_id: FactId, was: Mapping[FactId, FactId]) -> FactId:
    parent = None if fact_id.parent is None else _before(fact_id.parent, was)
    schema = was.get(FactId("schema", "", fact_id.schema))
    return fact_id._replace(parent=parent, schema=fact_id.schema if schema is None else schema.name)


def _signature(name: str, like: FactId) -> str:
    return ident(name) + like.name[_opening(like.name) :]


def _opening(signature: str) -> int:
    """Where the name in an id that is SQL ends: `f(integer)`, `some_ops using btree`."""
    quoted = False
    for i, char in enumerate(signature):
        quoted ^= char == '"'
        if char in "( " and not quoted:
            return i
    return len(signature)


def _sql(old: FactId, new: FactId, label: tuple[str, str] | None) -> str:
    parent = new.parent
    if label:
        return f"alter type {name_sql(new)} rename value {literal(label[0]).strip()} to {literal(label[1]).strip()}"
    if parent is None:
        name = new.name[: _opening(new.name)] if new.kind in SIGNED else ident(new.name)
        return f"alter {WORD[new.kind]} {name_sql(old)} rename to {name}"
    if new.kind == "index":
        return f"alter index {qualified(parent.schema, old.name)} rename to {ident(new.name)}"
    if new.kind == "statistics":
        return f"alter statistics {name_sql(old)} rename to {ident(new.name)}"
    if new.kind in ("policy", "trigger", "rule"):
        return f"alter {new.kind} {ident(old.name)} on {name_sql(parent)} rename to {ident(new.name)}"
    word = "attribute" if parent.kind == "composite" else "column" if new.kind == "column" else "constraint"
    return f"alter {WORD[parent.kind]} {name_sql(parent)} rename {word} {ident(old.name)} to {ident(new.name)}"
