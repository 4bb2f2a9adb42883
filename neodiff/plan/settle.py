"""What becomes of inherited facts, once it is known what else is made, dropped and altered.

A statement on the parent makes, drops or alters most of them; what it does not give is put right by one on the child.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from neodiff.facts import Fact, FactId, Payload
from neodiff.kinds import ROOM, family
from neodiff.kinds.base import Change, Sql, table_sql
from neodiff.kinds.inherited import Whole
from neodiff.plan.families import Families, ancestors, as_inherited, carried
from neodiff.sql import generated_name, ident

Alter = Callable[[Change], "list[Sql] | None"]


@dataclass(slots=True)
class Settle:
    """Goes over all children, parents first, once it is known what is made, dropped and altered."""

    kin: Families
    created: set[FactId]
    dropped: set[FactId]
    altered: dict[FactId, list[Sql]]
    alter: Alter
    touched: set[FactId] = field(default_factory=set)  # defaults that a statement on the parent sets

    def run(self) -> None:
        kin = self.kin
        self._kept_by_children()
        for table in {**kin.old.parents, **kin.new.parents}:
            if table in self.dropped:
                self.dropped |= {f for f in self._facts(kin.old, table) if f in kin.old.base and f.kind != "trigger"}
            if table in self.created and table in kin.new.parents:
                self._new(table)
            elif table in kin.moved:
                self._moved(table)
            elif table not in self.dropped:
                self._stable(table)
        for table in {above for moved in kin.moved for above in ancestors(kin.new, moved)}:
            if table in self.created and table in self.dropped and kin.env.major >= 18:
                self._spell_names(table)

    def _spell_names(self, table: FactId) -> None:
        """Names of NOT NULL that what was detached has still: PostgreSQL would choose others."""
        facts = self.kin.new.base.facts
        for fact_id in [f for f in facts if f.kind == "column" and f.parent == table]:
            if facts[fact_id].payload.get("not_null") is True:
                name = generated_name(table.name, fact_id.name, label="not_null")
                facts[fact_id] = Fact(
                    fact_id, {**facts[fact_id].payload, "not_null": {"name": name}}, facts[fact_id].order
                )

    def _facts(self, side: Whole, table: FactId) -> list[FactId]:
        return [fact_id for fact_id in side.origin if fact_id.root == table]

    # -- tables that are made, or come and go

    def _new(self, table: FactId) -> None:
        kin = self.kin
        if "partition_of" not in kin.new.base[table].payload and kin.env.major >= 18:
            self._named_not_null(table)
        for fact_id in self._facts(kin.new, table):
            if fact_id not in kin.new.base or fact_id.kind == "trigger" or fact_id in kin.new.local:
                continue
            if table in kin.apart and fact_id.kind != "foreign_key":
                self.created.add(fact_id)
                self._part_of_some(fact_id)
            elif fact_id.kind == "default":
                self._default_of_new(fact_id)
            else:
                self._made_by(fact_id, table)
                if fact_id.kind == "column":
                    self._rest(fact_id, as_inherited(kin, fact_id))
        for column in [f for f in self._facts(kin.new, table) if f.kind == "column" and table not in kin.apart]:
            self._no_default(column)

    def _named_not_null(self, table: FactId) -> None:
        """The child has names of its own for what is NOT NULL in its parents: told in its CREATE TABLE."""
        facts, lines = self.kin.new.base.facts, []
        for column in [
            f for f in self._facts(self.kin.new, table) if f.kind == "column" and f not in self.kin.new.local
        ]:
            given, want = as_inherited(self.kin, column).get("not_null"), facts[column].payload.get("not_null")
            if given and want and given != want:
                name = (
                    want["name"]
                    if isinstance(want, dict)
                    else generated_name(table.name, column.name, label="not_null")
                )
                lines.append(f"constraint {ident(name)} not null {ident(column.name)}")
                self.kin.given[table][column]["not_null"] = want
        if lines:
            facts[table] = Fact(table, {**facts[table].payload, "lines": lines}, facts[table].order)

    def _default_of_new(self, fact_id: FactId) -> None:
        above = self.kin.new.origin[fact_id]
        given = next((self.kin.new.base[other].payload for other in above), None)
        if given == self.kin.new.base[fact_id].payload:
            self.created.discard(fact_id)
        else:
            self.created.add(fact_id)

    def _no_default(self, column: FactId) -> None:
        """The parent has a default, the child has none."""
        new, fact_id = self.kin.new, FactId("default", "", "", column)
        if fact_id in new.base or not {"generated", "identity"}.isdisjoint(new.base[column].payload):
            return
        if above := [other for other in new.origin.get(fact_id, ()) if other in new.base]:
            self._also(
                column, [f"alter table {table_sql(new.base[column])} alter column {ident(column.name)} drop default"]
            )
            new.base.needs[column] = new.base.needs[column] | set(above)

    def _moved(self, table: FactId) -> None:
        """It stands alone while it is changed; foreign keys and row triggers come and go with the family."""
        kin = self.kin
        for fact_id in self._facts(kin.new, table):
            if fact_id.kind == "foreign_key" and fact_id in self.created and fact_id not in self.dropped:
                self.created.discard(fact_id)
        for fact_id in self._facts(kin.old, table):
            if fact_id.kind == "trigger":
                self.dropped.discard(fact_id)
                if fact_id in kin.new.base:
                    self.created.discard(fact_id)
                    self.altered[fact_id] = ROOM["trigger"].create(kin.new.base[fact_id], (), kin.env)

    # -- tables that stay what they are

    def _stable(self, table: FactId) -> None:
        old, new = self.kin.old, self.kin.new
        found = dict.fromkeys([*self._facts(old, table), *self._facts(new, table)])
        for fact_id in [f for f in found if f.kind == "column"]:
            self._column(fact_id)
        for fact_id in [f for f in found if f.kind == "default"]:
            self._default(fact_id)
        for fact_id in [f for f in found if f.kind in ("check", "foreign_key")]:
            self._constraint(fact_id)
        for fact_id in [f for f in found if f.kind == "trigger"]:
            self._trigger(fact_id)
        self._indexes([f for f in found if f.kind in family.INDEXES])

    def _made_by(self, fact_id: FactId, maker: FactId) -> None:
        """It comes with the other one, and waits for nothing else."""
        self.created.add(fact_id)
        self.kin.made_by[fact_id] = maker
        self.kin.new.base.needs[fact_id] = set()

    def _above(self, side: Whole, fact_id: FactId, among: set[FactId]) -> FactId | None:
        return next((parent for parent in side.origin.get(fact_id, ()) if parent in among), None)

    def _turned(self, fact_id: FactId) -> bool:
        """Own on one side, the parent's on the other; True where that is all there is to say of it."""
        kin = self.kin
        states = kin.state(kin.old, fact_id), kin.state(kin.new, fact_id)
        if states == ("own", "inherited"):
            if maker := self._above(kin.new, fact_id, self.created):
                self.dropped.add(fact_id)
                self._made_by(fact_id, maker)
                kin.order.append((("drop", fact_id), ("create", maker)))
            return True
        if states == ("inherited", "own") and (taker := self._above(kin.old, fact_id, self.dropped)):
            kin.order.append((("drop", taker), ("alter", fact_id)))
            self.created.discard(fact_id)
            self.dropped.discard(fact_id)
            return True
        if "local" in states and states != ("local", "local"):
            for parent in kin.new.origin.get(fact_id, ()):
                kin.order.append((("create", fact_id), ("create", parent)))
            for parent in kin.old.origin.get(fact_id, ()):
                kin.order.append((("drop", parent), ("drop", fact_id)))
            return True
        return False

    def _kept_by_children(self) -> None:
        """What some child keeps as its own is dropped from the parent alone, and then from the other children."""
        kin = self.kin
        for fact_id in [f for f in kin.old.origin if f.kind in ("column", "check") and f.root not in kin.moved]:
            taker = self._above(kin.old, fact_id, self.dropped)
            states = kin.state(kin.old, fact_id), kin.state(kin.new, fact_id)
            if taker is not None and states == ("inherited", "own") and not {fact_id.root, taker.root} & self.dropped:
                word = "column" if fact_id.kind == "column" else "constraint"
                alter = f"alter table only {table_sql(kin.old.base[taker])}"
                kin.instead["drop", taker] = [f"{alter} drop {word} {ident(taker.name)}"]

    def _column(self, fact_id: FactId) -> None:
        kin = self.kin
        if self._turned(fact_id):
            return
        self.created.discard(fact_id)
        self.dropped.discard(fact_id)
        self.altered.pop(fact_id, None)
        maker, taker = self._above(kin.new, fact_id, self.created), self._above(kin.old, fact_id, self.dropped)
        if fact_id not in kin.new.base:
            self._gone(fact_id, taker)
        elif maker is not None:
            self._made_by(fact_id, maker)
            if taker is not None and fact_id in kin.old.base:
                self._gone(fact_id, taker)
            self._rest(fact_id, as_inherited(kin, fact_id))
        elif fact_id in kin.old.base:
            self._rest(fact_id, carried(kin, fact_id))

    def _gone(self, fact_id: FactId, taker: FactId | None) -> None:
        """Its parent's goes, and takes it along, unless the parent alone loses it."""
        self.dropped.add(fact_id)
        if taker is None:
            return
        if ("drop", taker) in self.kin.instead:
            self.kin.old.base.needs[fact_id] = self.kin.old.base.needs[fact_id] - {taker}
            self.kin.order.append((("drop", taker), ("drop", fact_id)))
        else:
            self.kin.gone_with[fact_id] = taker

    def _rest(self, fact_id: FactId, after: Payload) -> None:
        """What the child's column has that its parent's statement did not give it."""
        kin = self.kin
        want = {key: value for key, value in kin.new.base[fact_id].payload.items() if key != "identity_grants"}
        after = {key: value for key, value in after.items() if key != "identity_grants"}
        if fact_id in kin.new.local and "not_null" not in want:
            after.pop("not_null", None)  # not the child's own, and so not told of it
        attrs = frozenset(key for key in {*after, *want} if after.get(key) != want.get(key))
        if attrs:
            change = Change(Fact(fact_id, after), Fact(fact_id, want), attrs, kin.env, kin.parent(fact_id))
            self._also(fact_id, self.alter(change) or [])

    def _also(self, fact_id: FactId, run: list[Sql]) -> None:
        self.altered[fact_id] = self.altered.get(fact_id, []) + run
        needs = self.kin.new.base.needs
        needs[fact_id] = needs[fact_id] | {fact_id.root, *self.kin.new.origin.get(fact_id, ())}
        self.created.discard(fact_id)
        self.kin.made_by.pop(fact_id, None)

    def _default(self, fact_id: FactId) -> None:
        kin = self.kin
        assert fact_id.parent is not None
        above = {*kin.old.origin.get(fact_id, ()), *kin.new.origin.get(fact_id, ())}
        local = fact_id.parent in kin.new.local
        if local and fact_id.parent not in kin.old.base:
            kin.new.base.needs[fact_id] = (
                kin.new.base.needs[fact_id] - above
            )  # it is made by itself, before its parent's
            return
        column_made = self._above(kin.new, fact_id.parent, self.created) is not None
        set_above = above & (self.created | self.altered.keys() | self.touched)
        gone_above = above & self.dropped
        if not set_above and not gone_above and not column_made:
            return
        self.touched.add(fact_id)
        after = next((kin.new.base[other].payload for other in above if other in kin.new.base), None)
        want = kin.new.base[fact_id].payload if fact_id in kin.new.base else None
        if fact_id in self.dropped and gone_above:
            kin.gone_with[fact_id] = next(iter(gone_above))
        elif not (fact_id in self.dropped and fact_id in self.created):
            self.dropped.discard(fact_id)
        self.created.discard(fact_id)
        self.altered.pop(fact_id, None)
        if want is None:
            if after is not None and fact_id.parent in kin.new.base:
                self._no_default(fact_id.parent)
        elif want != after or local:
            self.created.add(fact_id)

    def _constraint(self, fact_id: FactId) -> None:
        kin = self.kin
        if self._turned(fact_id) or kin.state(kin.new, fact_id) == "local" or kin.state(kin.old, fact_id) == "local":
            return
        for among in (self.created, self.dropped):
            among.discard(fact_id)
        self.altered.pop(fact_id, None)
        taker = self._above(kin.old, fact_id, self.dropped)
        if fact_id not in kin.new.base and ("drop", taker) in kin.instead:
            self._gone(fact_id, taker)

    def _trigger(self, fact_id: FactId) -> None:
        """Whether the partition's copy of a trigger is enabled."""
        kin = self.kin
        taker = self._above(kin.old, fact_id, self.dropped)
        if taker is not None and fact_id in self.dropped:
            kin.gone_with[fact_id] = taker
        elif fact_id in self.dropped:
            above = kin.old.origin[fact_id]
            state: Any = next(
                (kin.new.base[a].payload.get("enabled", "origin") for a in above if a in kin.new.base), "origin"
            )
            kin.instead["drop", fact_id] = ROOM["trigger"].create(Fact(fact_id, {"enabled": state}), (), kin.env)
        elif fact_id not in self.created and self._above(kin.new, fact_id, {*self.altered, *self.created}):
            self.altered[fact_id] = ROOM["trigger"].create(kin.new.base[fact_id], (), kin.env)

    # -- indexes of partitions

    def _indexes(self, found: list[FactId]) -> None:
        kin = self.kin
        was = {kin.old.origin[f][0]: f for f in found if f in kin.old.origin and f in kin.old.base}
        now = {kin.new.origin[f][0]: f for f in found if f in kin.new.origin and f in kin.new.base}
        for fact_id in found:
            for among in (self.created, self.dropped):
                among.discard(fact_id)
        for whole in {**was, **now}:
            before, after = was.get(whole), now.get(whole)
            if before is not None and (whole in self.dropped or after is None):
                self.dropped.add(before)
                kin.gone_with[before] = whole
                if before in kin.new.base and after is None:
                    self.created.add(before)  # by itself again
            if after is None:
                continue
            if (
                whole in self.created
                and before is None
                and self._there(after)
                and "only" not in kin.new.base[whole].payload
            ):
                continue  # ALTER TABLE and CREATE INDEX of the parent attach what is there already (docs, CREATE INDEX)
            if whole in self.created:
                self._part_with_whole(after, whole)
            elif before is None and self._there(after):
                self.altered[after] = [family.attach_index(whole, after)]
            elif before is None:
                self.created.add(after)
                run = ROOM[after.kind].create(kin.new.base[after], (), kin.env)
                kin.instead["create", after] = [*run, family.attach_index(whole, after)]
                kin.new.base.needs[after] = kin.new.base.needs[after] | {whole}
            else:
                self._part(before, after)

    def _there(self, fact_id: FactId) -> bool:
        """Is it an index of the partition's own, just as the part has to be? One that lacks parts gets them."""
        old, new = self.kin.old.base.get(fact_id), self.kin.new.base[fact_id]
        if old is None or ("only" in new.payload and "only" not in old.payload):
            return False
        was, now = ({**fact.payload, "partition_of": None, "only": None} for fact in (old, new))
        return was == now

    def _part_with_whole(self, fact_id: FactId, whole: FactId) -> None:
        """Made with the partitioned index, unless it has a name or options of its own: then made before, and taken in."""
        kin = self.kin
        payload, given = kin.new.base[fact_id].payload, kin.new.base[whole].payload
        self.created.add(fact_id)
        plain = family.index_name(fact_id.root, whole.kind, given) == fact_id.name and fact_id.kind == whole.kind
        own = ("options", "statistics", "cluster", "replica_identity")
        if "only" in given:
            self._part_of_some(fact_id)
        elif plain and payload.get("options") == given.get("options") and not {*own[1:]} & payload.keys():
            self._made_by(fact_id, whole)
        else:
            kin.new.base.needs[whole] = kin.new.base.needs[whole] | {fact_id}

    def _part_of_some(self, fact_id: FactId) -> None:
        """Not all partitions have a part of the index: it is made for the partitioned table alone, and its parts after."""
        kin = self.kin
        if fact_id.kind not in family.INDEXES:
            return
        whole = kin.new.origin[fact_id][0]
        if whole in self.created and "only" in kin.new.base[whole].payload:
            run = ROOM[fact_id.kind].create(kin.new.base[fact_id], (), kin.env)
            kin.instead["create", fact_id] = [*run, family.attach_index(whole, fact_id)]
            kin.new.base.needs[fact_id] = kin.new.base.needs[fact_id] | {whole}

    def _part(self, before: FactId, after: FactId) -> None:
        kin = self.kin
        old, new = kin.old.base[before], kin.new.base[after]
        run: list[Sql] = [family.rename_index(before, after.name)] if before != after else []
        attrs = frozenset(
            key
            for key in {*old.payload, *new.payload} - {"partition_of"}
            if old.payload.get(key) != new.payload.get(key)
        )
        if attrs:
            run += self.alter(Change(Fact(after, old.payload), new, attrs, kin.env)) or []
        self.altered.pop(before, None)
        if run:
            self.altered[after] = run
