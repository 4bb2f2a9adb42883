"""Functions, procedures and aggregates, called with nulls and with values made up for their types. Knows no tables.

A function in a language that is not trusted could do anything, and is not called; neither is one whose arguments nobody
can make up. Trigger functions are called by their triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psycopg

from neodiff.facts import FactId
from neodiff.lint.found import Found
from neodiff.samples.candidates import words
from neodiff.smoke.judge import Judge, named, never_worked
from neodiff.smoke.session import Session
from neodiff.sql import qualified

VARIANTS: Final = 6
_ROUTINES: Final = """
    select n.nspname, p.proname, p.prosrc, p.prokind::text, p.proisstrict, p.prorettype::regtype::text,
        p.proargmodes is not null and 't' = any (p.proargmodes) or p.proretset, p.provariadic <> 0,
        coalesce(p.proallargtypes, p.proargtypes::oid[]), coalesce(p.proargmodes::text[], '{}'),
        coalesce(a.aggkind::text, 'n'), coalesce(a.aggnumdirectargs, 0)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
    left join pg_aggregate a on a.aggfnoid = p.oid
    where n.nspname = any (%s) and (l.lanpltrusted or l.lanname = 'internal' and p.prokind = 'a')
        and p.prokind <> 'w' and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    order by n.nspname, p.proname, p.oid"""
_ELEMENTS: Final = ("7001", "'row 7001'::text")
_ARRAYS: Final = ("array[7001]", "array['row 7001'::text]")
_POLYMORPHIC: Final = {
    **dict.fromkeys(("anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray", '"any"'), _ELEMENTS),
    **dict.fromkeys(("anyarray", "anycompatiblearray"), _ARRAYS),
    **dict.fromkeys(("anyrange", "anycompatiblerange"), ("int4range(1, 7)", "numrange(1, 7)")),
    **dict.fromkeys(("anymultirange", "anycompatiblemultirange"), ("int4multirange()", "nummultirange()")),
}


@dataclass(frozen=True, slots=True)
class _Routine:
    schema: str
    name: str
    body: str
    kind: str
    strict: bool
    returns: str
    set_returning: bool
    variadic: bool
    types: list[int]
    modes: list[str]
    aggregate: str
    direct: int

    @property
    def given(self) -> list[tuple[int, bool]]:
        """(type, is it an output of a procedure, for which NULL is written) of what a call has arguments for."""
        modes = self.modes or ["i"] * len(self.types)
        called = "ibvo" if self.kind == "p" else "ibv"
        return [(oid, mode == "o") for oid, mode in zip(self.types, modes) if mode in called]


def check(session: Session, judge: Judge) -> Iterator[Found]:
    """Every declared routine whose calls fail in a way that no values are to blame for."""
    kinds = ("function", "procedure", "aggregate")
    declared = [fact for fact in judge.declaration.facts.values() if fact.id.kind in kinds]
    rows = session.all(_ROUTINES, sorted({fact.id.schema for fact in declared}))
    for routine in (_Routine(*row) for row in rows):
        mine = [f.id for f in declared if (f.id.schema, named(f.id)) == (routine.schema, routine.name)]
        if mine:
            bodies = [each for each in mine if judge.declaration.facts[each].payload.get("body") == routine.body]
            yield from _tried(session, judge, routine, (bodies or mine)[0])


def _tried(session: Session, judge: Judge, routine: _Routine, about: FactId) -> Iterator[Found]:
    sets = _values(session, routine)
    if sets is None:
        return
    polymorphic = any(_named(session, oid) in _POLYMORPHIC for oid, _ in routine.given)
    nulls = [] if routine.strict or not routine.given or polymorphic else [_nulls(session, routine)]
    outcomes: list[psycopg.Error | None] = []
    for at, values in enumerate([*nulls, *sets]):
        call = _call(routine, values)
        error = session.attempt(call, claims=session.signed_in if at % 2 else None)
        if error is not None and never_worked(error) and judge.is_static(error) and not polymorphic:
            yield judge.found(error, about, f"`{_short(call)}`")
            return
        outcomes += [error] if at >= len(nulls) else []
    if (constant := judge.constant(outcomes)) is not None:
        yield judge.found(constant, about, f"`{_short(_call(routine, sets[0]))}`")


def _values(session: Session, routine: _Routine) -> list[list[str]] | None:
    """Sets of arguments, each different from the others; None where a type has no values."""
    spoken = words([routine.body])
    sets: list[list[str]] = []
    for at in range(VARIANTS):
        values = []
        for oid, out in routine.given:
            name = _named(session, oid)
            if out:
                value: str | None = f"null::{name}"
            elif name in _POLYMORPHIC:
                value = _POLYMORPHIC[name][at % 2]
            else:
                value = session.value(oid, -1, at, spoken)
            if value is None:
                return None
            values.append(value)
        sets += [values] if values not in sets else []
    return sets


def _nulls(session: Session, routine: _Routine) -> list[str]:
    return [f"null::{_named(session, oid)}" for oid, _ in routine.given]


def _named(session: Session, oid: int) -> str:
    return str(session.all("select format_type(%s, null)", oid)[0][0])


def _call(routine: _Routine, values: list[str]) -> str:
    name = qualified(routine.schema, routine.name)
    if routine.variadic and routine.aggregate == "n":
        values = [*values[:-1], f"variadic {values[-1]}"]
    if routine.kind == "a":
        return _aggregated(routine, name, values)
    given = ", ".join(values)
    if routine.kind == "p":
        return f"call {name}({given})"
    of_record = routine.returns == "record" and not {"o", "b", "t"} & set(routine.modes)
    return f"select {name}({given})" if of_record else f"select * from {name}({given})"


def _aggregated(routine: _Routine, name: str, values: list[str]) -> str:
    """Over three rows; what an ordered-set aggregate is given once comes before what it sorts."""
    if routine.aggregate == "n":
        return f"select {name}({', '.join(values) or '*'}) from generate_series(1, 3)"
    direct, sorted_ = values[: routine.direct], values[routine.direct :]
    order = ", ".join(sorted_ or direct)
    return f"select {name}({', '.join(direct)}) within group (order by {order}) from generate_series(1, 3)"


def _short(call: str) -> str:
    return call if len(call) <= 100 else f"{call[:97]}..."
