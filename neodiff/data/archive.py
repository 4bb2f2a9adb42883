"""What a plan destroys beside structure, and how it is kept: rows, values and positions of sequences go to an archive.

Reverse puts back what is there. Knows facts and changes; the SQL is copies.py's. Must not know where in a plan an
archive is made, or which token a migration has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from neodiff.data import copies
from neodiff.data.copies import Back, Kept, place
from neodiff.data.shape import Shape
from neodiff.facts import Fact, FactId, sort_key
from neodiff.kinds import casts
from neodiff.kinds.base import Change, Env, name_sql
from neodiff.kinds.identity import identity_sequence
from neodiff.plan.changed import Changes
from neodiff.plan.changes import alter
from neodiff.plan.hazards import hazards
from neodiff.sql import ident
from neodiff.statement import Statement

_FOREIGN: Final = "foreign table "
_TABLE: Final = "table "


@dataclass(frozen=True, slots=True)
class Archive:
    """How what the way there destroys of one fact is kept.

    copy:          statements before anything is dropped or altered
    restore:       statements of the way back, right after the fact is made or altered there
    late_not_null: the column must be made without NOT NULL; `restore` ends with setting it
    lost:          why it cannot be kept; empty where it is, or where nothing is lost
    """

    about: FactId
    copy: tuple[Statement, ...] = ()
    restore: tuple[Statement, ...] = ()
    late_not_null: bool = False
    lost: str = ""


def plan(changes: Changes, shapes: Mapping[FactId, Shape], token: str, env: Env) -> list[Archive]:
    """The archives of all that the changes destroy, in a fixed order. `shapes` are those of the old side."""
    keeper = _Keeper(changes, shapes, token, env)
    elsewhere = changes.kin.rows_elsewhere() if changes.kin is not None else set[FactId]()
    touched = sorted((changes.dropped | changes.altered.keys()) - elsewhere, key=sort_key)
    return [found for fact_id in touched if (found := keeper.archive(fact_id)) is not None]


class _Keeper:
    def __init__(self, changes: Changes, shapes: Mapping[FactId, Shape], token: str, env: Env) -> None:
        self.changes, self.shapes, self.token, self.env = changes, shapes, token, env
        self.old, self.new = changes.old, changes.new
        self.triggered = {i.parent for side in (self.old, self.new) for i in side if i.kind == "trigger"}
        self.owners = {i.parent: self.old[i].payload for i in self.old if i.kind == "owned_by"}

    def archive(self, fact_id: FactId) -> Archive | None:
        """None where nothing but structure is at stake."""
        dropped = fact_id in self.changes.dropped and fact_id not in self.changes.swapped
        if fact_id.kind == "column":
            return self._column(fact_id, dropped=dropped)
        if fact_id.kind == "composite" and (why := self._loses(fact_id)):
            return Archive(fact_id, lost=f"{why}: they are kept nowhere")
        if not dropped:
            return None
        if fact_id.kind == "table":
            return self._table(fact_id)
        if fact_id.kind == "sequence":
            return self._made(fact_id, [self._position(fact_id, fact_id)])
        if fact_id.kind == "sql" and fact_id.name.startswith((_TABLE, _FOREIGN)):
            return self._family(fact_id)
        return None

    def _loses(self, fact_id: FactId) -> str | None:
        verb = "aside" if fact_id in self.changes.swapped else "alter"
        if fact_id not in self.new:
            return None
        found = [hazard.reason for hazard in hazards(verb, fact_id, self.changes) if hazard.name == "lose-values"]
        return found[0] if found else None

    def _made(
        self, about: FactId, pairs: list[tuple[str, str]], then: tuple[Statement, ...] = (), *, late: bool = False
    ) -> Archive:
        copied = tuple(Statement(copy, about, "archive") for copy, _ in pairs)
        back = tuple(Statement(restore, about, "restore") for _, restore in pairs)
        return Archive(about, copied, (*back, *then), late)

    # -- tables

    def _table(self, table: FactId) -> Archive:
        shape, name = self.shapes[table], name_sql(table)
        # children are archived by themselves
        source = f"only {name}" if self.changes.kin is not None and self.changes.kin.inherits(table) else name
        columns = [self._kept(table, column.name) for column in shape.columns.values() if not column.generated]
        to = place(str(table), self.token, table.schema, table.name)
        always = any(column.identity == "always" for column in shape.columns.values())
        pairs = [(copies.rows(to, source, columns), copies.rows_back(to, name, columns, identity=always))]
        for column in shape.columns:
            pairs += self._identity(FactId("column", "", column, table))
        return self._made(table, pairs)

    def _family(self, fact_id: FactId) -> Archive:
        """Tables without a room: partitions and children one by one. A foreign table's rows are not here at all."""
        drops = [str(sql) for sql in self.old[fact_id].payload.get("drop") or ()]
        names = [sql.removeprefix("drop table ") for sql in drops if sql.startswith("drop table ")]
        if not names and fact_id.name.startswith(_TABLE):
            return Archive(fact_id, lost="its tables cannot be told by name")
        pairs = []
        for name in names:
            to = place(f"table {name}", self.token, name)
            pairs.append((copies.rows_of_any(to, name), copies.rows_of_any_back(to, name)))
        # children are dropped first, and made last
        return self._made(fact_id, pairs)

    # -- sequences

    def _position(self, sequence: FactId, about: FactId, owner: tuple[FactId, str] | None = None) -> tuple[str, str]:
        """(copy, restore) of where a sequence stands; `owner` is the column that it numbers."""
        to = place(str(sequence), self.token, sequence.schema, sequence.name)
        payload = self.owners.get(sequence)
        if owner is None and payload is not None:
            owner = (FactId("table", payload["schema"], payload["table"]), payload["column"])
        rises = int(str(self._options(sequence, about).get("increment", 1))) > 0
        table, column = owner if owner is not None and rises and self._stays(*owner) else (None, "")
        stays = name_sql(table) if table is not None else ""
        return copies.position(to, name_sql(sequence)), copies.position_back(to, name_sql(sequence), stays, column)

    def _options(self, sequence: FactId, about: FactId) -> Mapping[str, object]:
        if about.kind == "sequence":
            return self.old[sequence].payload
        spec = self.old[about].payload.get("identity")
        return spec if isinstance(spec, Mapping) else {}

    def _stays(self, table: FactId, column: str) -> bool:
        column_id = FactId("column", "", column, table)
        return table not in self.changes.dropped and column_id in self.old and column_id not in self.changes.dropped

    def _identity(self, column: FactId) -> list[tuple[str, str]]:
        fact, table = self.old[column], column.parent
        name = identity_sequence(fact)
        if name is None or table is None:
            return []
        spec = fact.payload["identity"]
        schema = spec.get("schema", table.schema) if isinstance(spec, Mapping) else table.schema
        return [self._position(FactId("sequence", schema, name), column, (table, column.name))]

    # -- columns

    def _column(self, column: FactId, *, dropped: bool) -> Archive | None:
        table = column.parent
        if table is None or table.kind != "table" or table in self.changes.dropped:
            return None
        pairs: list[tuple[str, str]] = []
        lost = ""
        old, new = self.old[column], self.new.get(column)
        late = False
        if "identity" in old.payload and (dropped or (new is not None and "identity" not in new.payload)):
            pairs += self._identity(column)
        if dropped and "generated" not in old.payload:
            late = self._late(column)
            pair = self._values(column, table)
        elif not dropped and new is not None and self._rewrites(column):
            pair = self._conversion(column, table, str(new.payload["type"]))
        else:
            return self._made(column, pairs) if pairs else None
        if pair is None:
            lost = f"{table.path} has no other key that stays, by which its rows could be found again"
        then = self._not_null(old) if late else ()
        made = self._made(column, [*([pair] if pair else []), *pairs], then, late=late)
        return Archive(made.about, made.copy, made.restore, made.late_not_null, lost)

    def _rewrites(self, column: FactId) -> bool:
        """May a value come back from its new type as another one: rounded, or written otherwise?"""
        old, new = (str(side[column].payload["type"]) for side in (self.old, self.new))
        return bool(self._loses(column)) or (old != new and casts.using(column.name, old, new) is not None)

    def _late(self, column: FactId) -> bool:
        payload, shape = self.old[column].payload, self.shapes[column.parent or column].columns[column.name]
        spec = payload.get("not_null")
        checked = bool(spec) and not (isinstance(spec, Mapping) and spec.get("not_valid"))
        return checked and shape.default is None and shape.identity is None and not self._stays_in_place(column)

    def _not_null(self, fact: Fact) -> tuple[Statement, ...]:
        without = Fact(fact.id, {key: value for key, value in fact.payload.items() if key != "not_null"}, fact.order)
        found = alter(Change(without, fact, frozenset(("not_null",)), self.env)) or []
        return tuple(Statement(str(sql), fact.id, "restore") for sql in found)

    def _stays_in_place(self, column: FactId) -> bool:
        """Does the way back alter the column, where the way there made it anew?"""
        old, new = self.old[column], self.new.get(column)
        if new is None:
            return False
        attrs = frozenset(key for key in {*old.payload, *new.payload} if old.payload.get(key) != new.payload.get(key))
        if not attrs or alter(Change(old, new, attrs, self.env)) is not None:
            return False
        return alter(Change(new, old, attrs, self.env)) is not None

    def _values(self, column: FactId, table: FactId) -> tuple[str, str] | None:
        key = self._key(column, table)
        if key is None:
            return None
        shape = self.shapes[table].columns[column.name]
        to, kept = self._place(column, table), self._kept(table, column.name)
        # where the way back leaves something in the column, its NULLs are put back as well
        every = shape.default is not None or shape.identity is not None or self._stays_in_place(column)
        back = Back(name_sql(table), kept, self._same(key, table), table in self.triggered, shape.identity == "always")
        return copies.values(to, name_sql(table), key, kept, every=every), copies.values_back(to, back)

    def _conversion(self, column: FactId, table: FactId, new: str) -> tuple[str, str] | None:
        key = self._key(column, table)
        if key is None:
            return None
        old = self.shapes[table].columns[column.name].type
        aside = not self.changes.old.needs.get(column, set()).isdisjoint(self.changes.moved)
        there, again = (
            casts.through_text(column.name, *types)
            if aside
            else casts.using(column.name, *types) or f"{ident(column.name)}::{types[1]}"
            for types in ((old, new), (new, old))
        )
        to, kept = self._place(column, table), self._kept(table, column.name)
        back = Back(name_sql(table), kept, self._same(key, table), table in self.triggered)
        copied = copies.converted(to, name_sql(table), key, kept, there, again)
        return copied, copies.converted_back(to, back, key, there, again)

    def _place(self, column: FactId, table: FactId) -> copies.Place:
        return place(str(column), self.token, table.schema, table.name, column.name)

    def _kept(self, table: FactId, name: str) -> Kept:
        column = self.shapes[table].columns[name]
        fact = self.old[FactId("column", "", name, table)]
        return Kept(name, column.type, "collation" in fact.payload)

    def _key(self, column: FactId, table: FactId) -> list[Kept] | None:
        """A unique key without the column, all of it NOT NULL, that is there before and after with the same values."""
        shape = self.shapes[table]
        if self.changes.kin is not None and self.changes.kin.inherits(table):
            return None  # no key holds over its children
        for names in shape.keys:
            if column.name not in names and all(self._lasts(table, shape, name) for name in names):
                return [self._kept(table, name) for name in names]
        return None

    def _lasts(self, table: FactId, shape: Shape, name: str) -> bool:
        column = FactId("column", "", name, table)
        always = shape.columns[name].not_null or name in shape.primary_key
        return always and column in self.new and column not in self.changes.dropped and not self._loses(column)

    def _same(self, key: list[Kept], table: FactId) -> list[str]:
        altered = self.changes.altered
        return [each.same(as_text=FactId("column", "", each.name, table) in altered) for each in key]
