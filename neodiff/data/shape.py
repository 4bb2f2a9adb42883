"""What writers and readers of rows need to know of a table, gathered from its facts. Knows no connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from neodiff.data.rules import Rule, rules
from neodiff.facts import FactBase, FactId
from neodiff.kinds.inherited import expand
from neodiff.rows import Reference


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is SQL as format_type() gives it; `default` an expression; `generated` columns are never written."""

    name: str
    type: str
    not_null: bool = False
    default: str | None = None
    generated: bool = False
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`on_delete` is None for NO ACTION; `cleared` are the columns that SET NULL and SET DEFAULT write."""

    reference: Reference
    on_delete: str | None = None
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its columns in order, its primary key, every set of columns that is unique (the primary key first).

    triggers: those that fire -> the word that ENABLE TRIGGER needs to make them so again
    fired:    does one of them fire when a row is updated?
    deferred: does a change of its rows leave checks for the end of the transaction?
    rules:    what no two of its rows may have in common; checks: what each of them must satisfy
    """

    table: FactId
    columns: Mapping[str, Column] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    references: tuple[ForeignKey, ...] = ()
    triggers: Mapping[str, str] = field(default_factory=dict)
    fired: bool = False
    deferred: bool = False
    rules: tuple[Rule, ...] = ()
    checks: tuple[str, ...] = ()

    def reference(self, column: str) -> Reference | None:
        """The foreign key that this column is part of; of several the one with fewest columns."""
        found = [key.reference for key in self.references if column in key.reference.columns]
        return min(found, key=lambda reference: len(reference.columns), default=None)


def shapes(facts: FactBase) -> dict[FactId, Shape]:
    """The shape of every table among the facts."""
    facts = expand(facts, names=True).base  # with the columns that children have from their parents
    children = facts.children()
    deferred = set(_deferring(facts))
    found = {
        fact_id: replace(_shape(facts, fact_id, children), deferred=fact_id in deferred)
        for fact_id in facts
        if fact_id.kind == "table"
    }
    return {table: replace(shape, references=_targets(shape, found)) for table, shape in found.items()}


def _deferring(facts: FactBase) -> Iterator[FactId]:
    """The tables of constraints and triggers that are initially deferred, and those that their keys lead to."""
    for fact_id, fact in facts.facts.items():
        if fact.payload.get("initially_deferred") and fact_id.parent is not None:
            yield fact_id.parent
            target = fact.payload.get("references")
            if isinstance(target, Mapping):
                yield FactId("table", str(target.get("schema", fact_id.parent.schema)), str(target["table"]))


def _targets(shape: Shape, found: Mapping[FactId, Shape]) -> tuple[ForeignKey, ...]:
    """A declared foreign key that names no columns leads to the primary key."""

    def known(key: ForeignKey) -> ForeignKey:
        reference = key.reference
        if reference.target or reference.table not in found:
            return key
        return replace(key, reference=replace(reference, target=found[reference.table].primary_key))

    return tuple(known(key) for key in shape.references)


def _shape(facts: FactBase, table: FactId, children: Mapping[FactId, list[FactId]]) -> Shape:
    columns: dict[str, Column] = {}
    primary: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = []
    references: list[ForeignKey] = []
    triggers: dict[str, str] = {}
    fired = False
    mine = children.get(table, ())
    # of a document with mistakes, a key may lack its columns, a check its expression
    for child in sorted((c for c in mine if c.kind == "column"), key=lambda c: facts[c].order):
        columns[child.name] = _column(facts, child)
    for child in mine:
        payload = facts[child].payload
        if child.kind == "primary_key":
            primary = tuple(payload.get("columns", ()))
        elif child.kind == "unique" and not payload.get("without_overlaps") and "columns" in payload:
            unique.append(tuple(payload["columns"]))
        elif child.kind == "index" and payload.get("unique") and "where" not in payload and "columns" in payload:
            unique += [found] if (found := _plain(payload["columns"])) else []
        elif child.kind == "foreign_key" and not payload.get("period"):
            references.append(_foreign_key(payload, table))
        elif child.kind == "trigger" and payload.get("enabled") != "disabled":
            word = payload.get("enabled")
            triggers[child.name] = f"{word} " if word in ("always", "replica") else ""
            fired = fired or any("update" in event for event in payload.get("events") or ("update",))
    keys = ([primary] if primary else []) + sorted(unique)
    ordered = dict(sorted(triggers.items()))
    shape = Shape(table, columns, primary, tuple(dict.fromkeys(keys)), tuple(references), ordered)
    checks = tuple(str(facts[child].payload.get("expression", "")) for child in mine if child.kind == "check")
    return replace(shape, fired=fired, rules=tuple(rules(facts, mine)), checks=checks)


def _column(facts: FactBase, child: FactId) -> Column:
    payload = facts[child].payload
    default = facts.get(FactId("default", "", "", child))
    identity = payload.get("identity")
    return Column(
        child.name,
        str(payload.get("type", "")),
        bool(payload.get("not_null")),
        None if default is None else _expression(default.payload["expression"]),
        "generated" in payload,
        identity["generated"] if isinstance(identity, Mapping) else identity,
    )


def _expression(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(elements: list[object]) -> tuple[str, ...] | None:
    """The columns of a unique index, None where one is an expression."""
    names = []
    for element in elements:
        name = element.get("column") if isinstance(element, Mapping) else element
        if not isinstance(name, str):
            return None
        names.append(name)
    return tuple(names)


def _foreign_key(payload: Mapping[str, object], table: FactId) -> ForeignKey:
    target = payload["references"]
    assert isinstance(target, Mapping)
    other = FactId("table", str(target.get("schema", table.schema)), str(target["table"]))
    columns = payload["columns"]
    assert isinstance(columns, list)
    action = payload.get("on_delete")
    reference = Reference(tuple(columns), other, tuple(target.get("columns") or ()))
    cleared = payload.get("on_delete_columns") or columns
    assert isinstance(cleared, list)
    return ForeignKey(reference, str(action) if action and action != "no action" else None, tuple(cleared))
