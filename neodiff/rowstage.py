"""The rows of one comparison between its databases: asked of live, compared on scratch, and staged for the proof.

Knows which connection is for what. Must not know how rows are compared, filled or written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

from neodiff.bounds import bounds
from neodiff.connect import begin, telling
from neodiff.data.applied import Applied
from neodiff.data.evaluate import evaluate
from neodiff.data.images import overwritten
from neodiff.data.needs import needs
from neodiff.data.read import Reader
from neodiff.data.recalled import recalled
from neodiff.data.shape import shapes
from neodiff.facts import FactBase, FactId
from neodiff.impact.assess import RELATIONS
from neodiff.impact.risk import Tables
from neodiff.kinds import casts, foreign_child
from neodiff.kinds.inherited import expand
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.plan.changed import TYPES
from neodiff.rowplan import RowPlan, live_names, reader, row_plan
from neodiff.rows import Data
from neodiff.samples.candidates import Candidates
from neodiff.samples.fill import Given
from neodiff.samples.filled import filled, said
from neodiff.samples.generate import Next
from neodiff.samples.rehearsal import Rehearsal
from neodiff.samples.relation import Referring
from neodiff.sides import Side, Sides
from neodiff.source import Opened

# What is done to one of these asks its table's rows, or changes them.
_ASKS_ROWS: Final = frozenset(
    ("table", "column", "primary_key", "unique", "check", "exclusion", "foreign_key", "index", "trigger")
)


@dataclass(slots=True)
class Rows:
    """The declared rows, live's, and the plan whose part they are."""

    data: Data
    database: Opened
    plan: Plan
    sides: Sides
    goal: Side
    options: Options
    reader: Reader | None = field(init=False)
    as_live: Reader | None = field(init=False)
    applied: Applied | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.data = _part(self.data, self.options)
        conn = self.database.rows
        self.reader = None if conn is None else reader(conn, self.plan.renames, self.plan.old)
        # the clone, too, has the labels of its enums before they are renamed
        self.as_live = None if conn is None or self.reader is None else Reader(conn, self.reader.names)

    def tables(self) -> Tables:
        """What is known of the tables that the differences concern: how big they are, and whether they hold rows."""
        live, old = self.database.live, self.plan.old
        names = live_names(self.plan.renames, old, RELATIONS)
        concerned, alone = foreign_child.asked(old, {table for table in _concerned(self.plan) if table in old})
        at = {table: names.get(table, table) for table in concerned}
        if live.filled is not None:
            holding = {table.path: table.path in live.filled for table in at.values()}
        elif self.database.rows is None or self.database.rows.closed or not at:
            holding = {}
        else:
            found, hidden = self._filled(sorted(at.values()), {at[table] for table in alone})
            holding = {table.path: table in found for table in at.values() if table not in hidden}
        return Tables(
            live.sizes, holding, {new.path: old_.path for new, old_ in names.items() if new.kind in RELATIONS}
        )

    def _filled(self, tables: list[FactId], alone: set[FactId]) -> tuple[set[FactId], set[FactId]]:
        """As filled() says: the plan depends on it."""
        assert self.database.rows is not None
        with telling(self.database.live.label):
            found, hidden = filled(self.database.rows, tables, alone)
        self.plan.asked |= said(tables, alone, found, hidden)
        return found, hidden

    def planned(self) -> RowPlan:
        """Compare them. Raises DeclarationError for what PostgreSQL or the references refuse."""
        if not self.data:
            return RowPlan()
        if self.reader is None:
            self.plan.notes.append(
                f"{self.database.live.label} has no rows: those declared are not compared; make the snapshot anew"
            )
            return RowPlan()
        with (
            self.sides.copied(self.goal) as dsn,
            _connect(dsn) as types,
            telling(self.database.live.label),
        ):
            if self.database.applied is not None:
                self.applied = recalled(self.database.applied, self.reader, self.data.tables)
            found = row_plan(
                self.data,
                self.plan.old,
                self.plan.new,
                self.reader,
                types,
                self.applied,
                self.options.allowed,
            )
        if self.options.schemas or self.options.stage is not None:
            found.changes.applied = None  # of the others nothing is known
        self.plan.rows = found.changes
        return found

    @contextmanager
    def staged(self, plan: Plan) -> Iterator[Rehearsal | None]:
        """The database with rows that the proof is made on; None where no row is at stake. Live is let go then."""
        touched = self._touched(plan)
        if not touched and not plan.rows.forward:
            self._let_go()
            yield None
            return
        with self.sides.copied(self.database.clone) as dsn:
            with _connect(dsn) as conn:
                secret, lost, fires = frozenset(plan.rows.secret), self._lost(plan), self._fires(plan)
                rehearsal = Rehearsal(conn.info.dbname, self._left, secret, lost, fires)
                wished, becoming = self._wished(plan, touched), self._becoming(plan, touched)
                with telling(self.database.live.label):
                    rehearsal.start(
                        conn, self._given(plan, touched), sorted(touched), wished, becoming, list(self._referring(plan))
                    )
            self._let_go()
            plan.notes += rehearsal.notes
            yield rehearsal
            plan.rows.notes += rehearsal.effects

    def _let_go(self) -> None:
        if self.database.rows is not None and not self.options.hold:
            self.database.rows.close()

    def _live(self, fact_id: FactId) -> FactId:
        """A table or column by live's name."""
        return fact_id if self.reader is None else self.reader.names.get(fact_id, fact_id)

    def _touched(self, plan: Plan) -> set[FactId]:
        """Tables of live, by its names, that hold rows and that the plan changes."""
        roots = {
            statement.about.root
            for statement in plan.forward
            if statement.about is not None and statement.about.kind in _ASKS_ROWS
        }
        found, own = foreign_child.asked(
            plan.old, {root for root in roots if root.kind == "table" and root in plan.old}
        )
        tables, alone = {self._live(table) for table in found}, {self._live(table) for table in own}
        known = self.database.live.filled
        if known is not None:
            return {table for table in tables if table.path in known}
        if self.database.rows is None or self.database.rows.closed or not tables:
            return set()
        found, hidden = self._filled(sorted(tables), alone)
        if hidden:
            names = ", ".join(sorted(table.path for table in hidden))
            plan.notes.append(f"may not be read, and had no rows in the proof: {names}")
        return found

    def _fires(self, plan: Plan) -> dict[FactId, frozenset[str]]:
        """Tables with triggers of which rows are updated, by live's names, and the columns that forward itself changes."""
        known = shapes(plan.old)
        own: dict[FactId, set[str]] = {}
        for change in plan.rows.forward:
            fires = change.table in known and known[change.table].triggers and change.table not in plan.rows.imaged
            if change.sign == "~" and change.new is not None and fires:
                own.setdefault(change.table, set()).update(change.new)
        for statement in plan.forward:
            about = statement.about
            if about is not None and about.kind == "column" and about.parent in own:
                own[about.parent].add(about.name)
        return {
            self._live(table): frozenset(self._live_column(table, column) for column in columns)
            for table, columns in own.items()
        }

    def _lost(self, plan: Plan) -> frozenset[tuple[FactId, str]]:
        """What cannot come back, by live's names: the columns of a table that is lost as a whole, too."""
        lost = [fact_id for fact_id, _ in plan.lost]
        columns = [fact_id for fact_id in plan.old if fact_id.kind == "column" and fact_id.parent is not None]
        gone = {
            (column.parent, column.name)
            for column in columns
            if column.parent is not None
            and any(column.inside(each) or each in plan.old.needs.get(column, ()) for each in lost)
        }
        gone |= set(_forgotten(plan))
        # in the proof the rows of a family with a foreign table are read table by table
        for fact in [fact for fact in plan.old.facts.values() if fact.id.kind == "table"]:
            above = foreign_child.above(plan.old, fact)
            gone |= {(fact.id, name) for table, name in gone if table in above}
        return frozenset(
            (self._live(table), self._live_column(table, column)) for table, column in gone if table in plan.old
        )

    def _given(self, plan: Plan, touched: set[FactId]) -> Given:
        if not self.data or self.as_live is None:
            return {}
        found: Given = {
            self._live(table): (
                [self._live_column(table, column) for column in columns],
                self.as_live.rows(table, columns),
            )
            for table, columns in needs(self.data, old=plan.old, new=plan.new).items()
            if columns and (plan.rows.forward or self._live(table) in touched)
        }
        return found

    def _live_column(self, table: FactId, column: str) -> str:
        return self._live(FactId("column", "", column, table)).name

    def _wished(self, plan: Plan, touched: set[FactId]) -> dict[FactId, list[str]]:
        """The checks that existing rows will have to satisfy."""
        out: dict[FactId, list[str]] = {}
        old, new = (expand(side, names=True).base for side in (plan.old, plan.new))
        for fact_id, fact in new.facts.items():
            if fact_id.kind != "check" or fact_id in old or fact_id.parent is None:
                continue
            table = self._live(fact_id.parent)
            if table in touched:
                out.setdefault(table, []).append(str(fact.payload["expression"]))
        changed = {i for i, fact in new.facts.items() if "bounds" in fact.payload and (i not in old or fact != old[i])}
        parents = {new[i].payload["partition_of"] for i in changed}
        # what comes to its side takes from a default partition
        beside = {
            i
            for i, fact in new.facts.items()
            if fact.payload.get("bounds") == "default" and fact.payload["partition_of"] in parents
        }
        bounded = {i for i in changed | beside if i in old}
        asked = {i for i in bounded if self._live(i) in touched}
        for fact_id, found in bounds(lambda: self.sides.copied(self.goal), new, asked).items():
            out.setdefault(self._live(fact_id), []).append(found.whole)
        return out

    def _referring(self, plan: Plan) -> Iterator[Referring]:
        """The foreign keys that existing rows will have to satisfy, as far as both ends keep their types."""
        old, new = (expand(side, names=True).base for side in (plan.old, plan.new))
        for fact_id, fact in new.facts.items():
            if (
                fact_id.kind != "foreign_key"
                or fact_id in old
                or fact_id.parent is None
                or "columns" not in fact.payload
                or fact.payload.get("period")
            ):
                continue
            to = fact.payload["references"]
            target = FactId("table", to["schema"], to["table"])
            ends = ((fact_id.parent, fact.payload["columns"]), (target, to.get("columns", ())))
            columns = [FactId("column", "", name, table) for table, names in ends for name in names]
            if all(self._type(old, column) == self._type(new, column) for column in columns):
                here, there = (tuple(self._live_column(table, name) for name in names) for table, names in ends)
                yield Referring(self._live(fact_id.parent), here, self._live(target), there)

    def _type(self, side: FactBase, column: FactId) -> object:
        return side[column].payload.get("type") if column in side else None

    def _becoming(self, plan: Plan, touched: set[FactId]) -> dict[tuple[FactId, str], Next]:
        """Columns of tables that get made-up rows, and the types they will have."""
        out: dict[tuple[FactId, str], str] = {}
        other = _other_types(plan)
        for fact_id, fact in plan.old.facts.items():
            new, table = plan.new.get(fact_id), fact_id.parent
            if fact_id.kind != "column" or new is None or table is None or self._live(table) not in touched:
                continue
            types = fact.payload.get("type"), new.payload.get("type")
            if None not in types and (types[0] != types[1] or not other.isdisjoint(plan.old.needs.get(fact_id, ()))):
                out[self._live(table), self._live(fact_id).name] = casts.shaped(str(types[0]), str(types[1]))
        texts = self._texts({name for name in out.values() if "." in name})
        return {column: Next(name, texts.get(name, ())) for column, name in out.items()}

    def _texts(self, types: set[str]) -> dict[str, tuple[str, ...]]:
        """Values of types that may be the goal's alone."""
        if not types:
            return {}
        with self.sides.copied(self.goal) as dsn, _connect(dsn) as conn, conn.transaction():
            conn.execute("set local search_path = ''")
            values = Candidates(conn)
            return {name: tuple(values.texts(name)) for name in sorted(types)}

    def _left(self, dsn: str) -> list[str]:
        """What still differs in the declared rows of a database on which forward ran."""
        if not self.plan.rows.forward:
            return []
        with _connect(dsn) as types, _connect(dsn) as conn:
            begin(conn)
            found = evaluate(
                self.data,
                old=self.plan.new,
                new=self.plan.new,
                reader=Reader(conn),
                types=types,
                applied=self.applied,
                allowed=self.options.allowed,
            )
        return [f"{change.sign} {change.table.path}: {change.row}" for change in found.forward[:20]]


def _concerned(plan: Plan) -> set[FactId]:
    """The tables that differ, their partitions and children, what foreign keys refer to and materialized views are made of."""
    out = {delta.id.root for delta in plan.deltas if delta.id.root.kind == "table"}
    for delta in plan.deltas:
        for fact in (delta.old, delta.new):
            if delta.id.kind == "foreign_key" and fact is not None:
                out.add(FactId("table", fact.payload["references"]["schema"], fact.payload["references"]["table"]))
        if delta.id.kind == "materialized_view":
            needed = plan.old.needs.get(delta.id, set()) | plan.new.needs.get(delta.id, set())
            out |= {each.root for each in needed if each.root.kind == "table"}
    more = set(out)
    while more:
        more = {
            fact_id
            for fact_id in plan.old
            if fact_id.kind == "table" and fact_id not in out and plan.old.needs.get(fact_id, set()) & more
        }
        out |= more
    return out


def _other_types(plan: Plan) -> set[FactId]:
    """Types that take other values afterwards, and types made of them."""
    out = {delta.id.root for delta in plan.deltas if delta.id.root.kind in TYPES}
    more = set(out)
    while more:
        more = {i for i in plan.old if i.kind in TYPES and i not in out and plan.old.needs.get(i, set()) & more}
        out |= more
    return out


def _part(data: Data, options: Options) -> Data:
    """What of the rows is compared."""

    def wanted(table: FactId, column: str | None = None) -> bool:
        inside = not options.schemas or table.schema in options.schemas
        return inside and (options.stage is None or options.stage.covers_rows(table, column))

    return Data(
        {table: seed for table, seed in data.seeds.items() if wanted(table)},
        {(table, column): json for (table, column), json in data.json.items() if wanted(table, column)},
    )


def _forgotten(plan: Plan) -> Iterator[tuple[FactId, str]]:
    """Columns of secrets some of which are written over, or go with their row, and that are kept nowhere."""
    for change in plan.rows.forward:
        for column in overwritten(change, plan.rows.secret) if change.table not in plan.rows.imaged else ():
            yield change.table, column


def _connect(dsn: str) -> psycopg.Connection[Any]:
    return psycopg.connect(dsn, autocommit=True, application_name="neodiff")
