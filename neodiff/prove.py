"""The proof of a plan: forward on a copy of the live clone must give the goal, reverse on the same copy the beginning.

Three judges, none of which is the planner: facts read back from the catalog, pg_dump's text, and migra. Must not know how
statements came about.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import psycopg

from neodiff import dump
from neodiff.data import session
from neodiff.facts import FactBase, FactId
from neodiff.impact.measure import Measured, Meter
from neodiff.plan import migra
from neodiff.plan.diff import diff
from neodiff.platforms import Platform
from neodiff.platforms.guests import HANDED, lent
from neodiff.samples.rehearsal import Rehearsal
from neodiff.scratch import load, owners
from neodiff.scratch.roles import Role
from neodiff.sides import Side, Sides
from neodiff.sql import ident, literal
from neodiff.statement import Statement
from neodiff.units import units


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judge's word: `differences` is empty where it agrees; `abstained` says why it has none."""

    judge: str
    differences: tuple[str, ...] = ()
    abstained: str = ""

    @property
    def agrees(self) -> bool:
        return not self.differences


@dataclass(slots=True)
class Proof:
    """The verdicts of both ways, or the statement that failed; `measured`: way -> what each of its statements did."""

    forward: list[Verdict] = field(default_factory=list)
    reverse: list[Verdict] = field(default_factory=list)
    failed: str = ""
    reordered: list[str] = field(default_factory=list)
    ran_on: str = ""
    measured: dict[str, list[Measured | None]] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        done = bool(self.forward) and bool(self.reverse) and not self.failed
        return done and all(verdict.agrees for verdict in (*self.forward, *self.reverse))

    def reasons(self) -> list[str]:
        """Why it does not hold, one line each."""
        out = [self.failed] if self.failed else []
        for way, verdicts in (("forward", self.forward), ("reverse", self.reverse)):
            out += [f"{way}, {verdict.judge}: {text}" for verdict in verdicts for text in verdict.differences]
        return out


def prove(
    sides: Sides,
    clone: Side,
    goal: Side,
    forward: Sequence[Statement],
    reverse: Sequence[Statement],
    *,
    run_as: str,
    major: int,
    rows: Rehearsal | None = None,
    say: Callable[[str], None] = lambda _: None,
    roles: Mapping[str, Sequence[Role]] = MappingProxyType({}),
) -> Proof:
    """Run both ways on one copy, with `rows` in it, and judge after each. Nobody else may be connected to it meanwhile.

    roles: way -> what roles are to be on it, where they change too
    """
    proof = Proof(ran_on=sides.server.version)
    touched = {statement.about for statement in (*forward, *reverse) if statement.about is not None}
    source = rows.template if rows is not None else clone.template
    with ThreadPoolExecutor(1) as aside, sides.databases.copy(source) as dsn:
        aside.submit(migra.ready)
        dumped = [aside.submit(sides.dumped, side) for side in (goal, clone)]
        for way, statements, wanted, verdicts in (
            ("forward", forward, goal, proof.forward),
            ("reverse", reverse, clone, proof.reverse),
        ):
            say(f"proving {way}")
            if way in roles:
                sides.hold_roles(roles[way])
            try:
                proof.measured[way] = run(dsn, statements, wanted, sides.platform, run_as)
            except load.StatementError as error:
                shown = error.statement.sql.replace("reset session authorization;\n", "").split("\n;\nset session")[0]
                proof.failed = f"{way} fails at {error.statement.verb} {error.statement.subject}: {error}\n    {shown}"
                return proof
            got = sides.look(dsn, clone.template, major, dumped=True)
            goal, clone = (each.result() for each in dumped)
            verdicts += judge(got, goal if way == "forward" else clone, clone, touched, major)
            if rows is not None:
                verdicts.append(_rows(rows, way, dsn))
            if way == "forward":
                order = dump.column_order(_entries(got), _entries(goal))
                proof.reordered = [f"{key.schema}.{key.name}" for key in order]
            if not all(verdict.agrees for verdict in verdicts):
                return proof
            del got  # two such at a time are the most memory that anything takes
    return proof


def judge(got: Side, want: Side, clone: Side, touched: Collection[FactId], major: int) -> list[Verdict]:
    """What each has to say of `got`; all three sides have their dumps."""
    return [
        Verdict("facts", tuple(differing(got.facts.inside(), want.facts.inside()))),
        _dump(got, want, clone, major),
        _migra(got.facts, want.facts, touched),
    ]


def differing(got: FactBase, want: FactBase) -> list[str]:
    """What of `got` is not as wanted, a line each."""
    lines = []
    for delta in diff(got, want):
        if delta.old is None:
            lines.append(f"{delta.id} is missing")
        elif delta.new is None:
            lines.append(f"{delta.id} is still there")
        else:
            lines += [
                f"{delta.id}: {attr} is {delta.old.payload.get(attr)!r}, not {delta.new.payload.get(attr)!r}"
                for attr in sorted(delta.attrs)
            ]
    return lines


def _dump(got: Side, want: Side, clone: Side, major: int) -> Verdict:
    if got.dump == want.dump:
        return Verdict("pg_dump")
    there, wanted, before = (_entries(side, major) for side in (got, want, clone))
    outside = bool(clone.unmodelled) or bool(clone.facts.outside)
    lines = []
    for difference in dump.differences(there, wanted):
        # What neodiff does not model is not in the goal; it must be as it was.
        if outside and difference.key not in wanted and there.get(difference.key) == before.get(difference.key):
            continue
        name = f"{difference.key.type.lower()} {difference.key.name}"
        lines += [f"{name}: lacks {text}" for text in difference.missing] + [
            f"{name}: has {text}" for text in difference.extra
        ]
    return Verdict("pg_dump", tuple(lines))


def _entries(side: Side, major: int | None = None) -> dump.Dump:
    assert side.dump is not None, "nobody asked for its dump"
    return dump.entries(side.dump if major is None else dump.projected(side.dump, major))


def _migra(got: FactBase, want: FactBase, touched: Collection[FactId]) -> Verdict:
    try:
        return Verdict("migra", tuple(migra.differences(got, want, touched)))
    except migra.Abstained as reason:
        return Verdict("migra", abstained=str(reason))


def _rows(rows: Rehearsal, way: str, dsn: str) -> Verdict:
    if way == "forward":
        return Verdict("rows", tuple(rows.after_forward(dsn)))
    with _connect(dsn) as conn:
        return Verdict("rows", tuple(rows.after_reverse(conn)))


def _connect(dsn: str) -> psycopg.Connection[Any]:
    return psycopg.connect(dsn, autocommit=True, application_name="neodiff")


def run(
    dsn: str, statements: Sequence[Statement], wanted: Side, platform: Platform, run_as: str
) -> list[Measured | None]:
    """Unit by unit on scratch, as the role that will run them. Raises StatementError for the one that fails."""
    parts = units(_as(statements, run_as, wanted, platform))
    with _connect(dsn) as conn:
        meter = Meter.start(conn)
        session.prepare(conn, [statement for unit in parts for statement in unit.statements], os.environ)
        conn.execute(f"set session authorization {ident(run_as)}")
        return load.units(conn, parts, meter)


def _as(run: Sequence[Statement], role: str, wanted: Side, platform: Platform) -> list[Statement]:
    """What the platform does for a role that may not itself is done by its hand; extensions in the database's version."""
    back = f";\nset session authorization {ident(role)}"
    return [
        replace(statement, sql=f"reset session authorization;\n{_by_platform(statement, role, wanted)}\n{back}")
        if lent(statement.about, statement.verb, platform)
        else statement
        for statement in run
    ]


def _by_platform(statement: Statement, role: str, wanted: Side) -> str:
    about, sql = statement.about, f"{statement.sql}{_version(statement, wanted)}"
    if about is None or about.root.kind not in HANDED:
        return sql
    kind = about.kind.replace("_", " ")
    return (
        f"{sql};\n{owners.own(kind, about.name, role)}"
        if statement.sql.startswith(f"create {kind} ")
        else owners.handed(sql)
    )


def _version(statement: Statement, wanted: Side) -> str:
    """Said on scratch alone, whose default version may be a newer one than that of the server that will run it."""
    about = statement.about
    if (
        about is None
        or about not in wanted.facts
        or not statement.sql.startswith("create extension ")
        or statement.sql.endswith("'")
    ):
        return ""
    return f" version {literal(str(wanted.facts[about].payload['version'])).strip()}"
