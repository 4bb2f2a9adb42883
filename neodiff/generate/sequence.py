"""The migrations of a rollout, one after the other: each planned and proven from the state that those before it leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import psycopg

from neodiff import bodies
from neodiff.compare import compare
from neodiff.declare.declaration import Declaration
from neodiff.errors import PlanError
from neodiff.facts import FactId
from neodiff.generate.files import Files, files
from neodiff.generate.folder import Clock
from neodiff.generate.state import after
from neodiff.options import Options
from neodiff.outcome import Plan
from neodiff.plan.diff import Delta
from neodiff.rollout.document import Rollout
from neodiff.rollout.impact import Impact, contradictions, impact
from neodiff.rows import Data
from neodiff.sides import Sides
from neodiff.source import Opened
from neodiff.stage import ROWS, Stage, Stages


@dataclass(slots=True)
class Sequence:
    """plans: of the migrations that the database lacks; refused: one that could not be planned or proven, where it stopped."""

    plans: dict[str, Plan] = field(default_factory=dict)
    files: dict[str, Files] = field(default_factory=dict)
    refused: str = ""

    @property
    def impacts(self) -> dict[str, Impact]:
        return {name: impact(plan) for name, plan in self.plans.items()}


@dataclass(frozen=True, slots=True)
class Run:
    """What planning a rollout takes."""

    declaration: Declaration
    rollout: Rollout
    sides: Sides
    options: Options
    clock: Clock
    apart: bool
    say: Callable[[str], None]
    api: bool = False

    def run(self, database: Opened, chosen: Collection[str]) -> Sequence:
        """Raises PlanError where what differs is in no migration, or the chosen ones need others that are still to come,
        UserError where what the file promises is not so."""
        whole = compare(self.declaration, database, self.sides, replace(self.options, prove=False, hold=True), self.say)
        lacking = self._lacking(whole)
        self._check(whole, lacking, chosen)
        out = Sequence()
        with ExitStack() as states:
            for name in self.rollout.migrations:
                if name in chosen and name in lacking:
                    plan = self._one(name, database)
                    out.plans[name] = plan
                    if plan.refused or plan.rows.refused or not plan.proven:
                        out.refused = name
                        return out
                    out.files[name] = self._files(name, plan, database)
                    made = out.files[name].forward
                    state = after(database, made, self.declaration, self.sides, self.options, plan)
                    database = states.enter_context(state)
                    self._check_bodies(name, database)
        contradictions(self.rollout, out.impacts).raise_if_any()
        return out

    def _one(self, name: str, database: Opened) -> Plan:
        self.say(f"migration {name}")
        stage = Stage(self.rollout.stages, name)
        return compare(self.declaration, database, self.sides, replace(self.options, stage=stage, hold=True), self.say)

    def _files(self, name: str, plan: Plan, database: Opened) -> Files:
        said = self.rollout.migrations[name]
        purpose = f"{said.title}: {said.objective}"
        start, allowed = database.clone.facts.inside(), self.options.allowed
        which = {"phase": said.phase, "migration": name}
        made = {"apart": self.apart, "api": self.api}
        return files(plan, start, name, self.clock, allowed=allowed, purpose=purpose, rollout=which, **made)

    def _lacking(self, whole: Plan) -> dict[str | None, list[str]]:
        """Step -> what of it differs, for people; None and "" are no migration's."""
        out: dict[str | None, list[str]] = {}
        data = self.declaration.rows(self.options.environment)
        for step, said in (*_schema(whole, self.rollout.stages), *_rows(whole, data, self.rollout.stages)):
            out.setdefault(step, []).append(said)
        return out

    def _check(self, whole: Plan, lacking: Mapping[str | None, list[str]], chosen: Collection[str]) -> None:
        strays = [*lacking.get(None, ()), *lacking.get("", ())]
        if strays:
            raise PlanError(
                f"{whole.label} differs in what is in no migration of rollout.yaml:\n  "
                + "\n  ".join(sorted(set(strays)))
                + "\nadd it to `objects:` (or `drops:`) of one"
            )
        early = [name for name in self.rollout.migrations if name in self.rollout.before(chosen)]
        if missing := [name for name in early if name in lacking and name not in chosen]:
            raise PlanError(
                f"{', '.join(chosen)}: before it come{'s' if len(missing) == 1 else ''} {', '.join(missing)}, which "
                f"{whole.label} lacks; generate and apply that first, or leave out the name to have all of it"
            )

    def _check_bodies(self, name: str, database: Opened) -> None:
        """Raises DeclarationError for functions that would fail when called until a later migration has gone out."""
        with self.sides.copied(database.clone) as dsn, psycopg.connect(dsn, autocommit=True) as conn:
            found = bodies.check(conn, self.declaration)
        for problem in found:
            raise PlanError(
                f"after migration {name} a function cannot run until a later one has gone out: {problem}\n"
                "  move it, and what calls it, to a later migration of rollout.yaml"
            )


def _schema(whole: Plan, stages: Stages) -> Iterator[tuple[str | None, str]]:
    for delta in [*whole.deltas, *(Delta(item.id, None, item.wanted) for item in whole.refused)]:
        apart = stages.apart(delta.id)
        if delta.old is not None and delta.new is not None:
            names = set(delta.attrs)
        else:
            names = set(delta.new.payload if delta.new is not None else ()) & apart.keys()
            yield stages.step(delta.id), str(delta.id)
        yield from ((apart.get(name, stages.step(delta.id)), str(delta.id)) for name in names)
    for rename in whole.renames:
        yield stages.step(rename.new), str(rename)


def _rows(whole: Plan, data: Data, stages: Stages) -> Iterator[tuple[str | None, str]]:
    for change in [*whole.rows.forward, *whole.rows.refused]:
        columns = [name for name in change.new or () if (change.table, name) in data.json]
        for name in columns:
            column = FactId("column", "", name, change.table)
            yield stages.step(column, ROWS), f"{ROWS}{column}"
        if change.new is None or len(columns) < len(list(change.new)):
            yield stages.step(change.table, ROWS), f"{ROWS}{change.table}"
