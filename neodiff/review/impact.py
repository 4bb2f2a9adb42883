"""What a plan does to others while it runs, as sentences and tables: the same words for terminal, scripts and pages.

Short on purpose: who waits, for how long, and what may fail. What lasts an instant is counted, not told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from neodiff.impact.modes import rank, stops_writers, waits
from neodiff.impact.risk import Tables, Wait
from neodiff.impact.risk import waits as waits_of
from neodiff.outcome import Plan
from neodiff.review.steps import Way
from neodiff.review.words import some, visible
from neodiff.statement import Impact, Statement

_MOST: Final = 5
_BACK: Final = {
    "lossless": "yes",
    "structure": "structure only",
    "conditional": "unless rows are in the way",
    "no": "no",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One step of a way in the table of impacts."""

    number: int
    title: str
    locks: str
    work: str
    reversible: str
    notes: str


def head(plan: Plan) -> str:
    """`high risk, downtime: 1 table is kept waiting`; empty where there is no plan."""
    if plan.risk is None or not plan.forward:
        return ""
    why = f" ({', '.join(plan.risk.reasons)})" if plan.risk.reasons else ""
    return f"{plan.risk.level} risk{why}; downtime needed: {'yes' if plan.risk.downtime else 'no'}"


def lines(plan: Plan, way: Way) -> Iterator[str]:
    """Who waits for what on one way, longest first, and who may fail."""
    numbers = _numbers(way)
    own: dict[tuple[str, str], list[Wait]] = {}
    along: dict[str, list[Wait]] = {}
    instant: dict[str, list[Wait]] = {}
    for wait in waits_of(way.run, plan.tables):
        if does := _done(wait):
            own.setdefault((waits(wait.mode), does), []).append(wait)
        else:
            (along if wait.work else instant).setdefault(waits(wait.mode), []).append(wait)
    for (who, does), group in own.items():
        group.sort(key=lambda wait: -(size.bytes if (size := plan.tables.size(wait.relation)) is not None else 0))
        steps = {wait.relation: f"step {numbers[_first(wait)]}" for wait in group}
        yield f"{who} while {_many(group, 'this is', 'these are')} {does}: {_sized(group, plan.tables, steps)}"
    for who, group in along.items():
        yield f"{who} until that is done and committed: {_named(group)}"
    for who, group in instant.items():
        yield f"{who} briefly: {_named(group)}"
    yield from _people(way, numbers)


def _done(wait: Wait) -> str:
    """What is done to the table itself while others wait for it."""
    done = {does for _, path, does in wait.work if path == wait.relation}
    return "rewritten" if "rewritten" in done else "scanned" if done else ""


def _first(wait: Wait) -> int:
    return next(at for at, path, _ in wait.work if path == wait.relation)


def _many(group: Sequence[Wait], one: str, more: str) -> str:
    return more if len(group) > 1 else one


def _named(group: Sequence[Wait]) -> str:
    names = some([visible(wait.relation) for wait in group], _MOST)
    return f"{len(group)} relations: {names}" if len(group) > 1 else names


def _sized(group: Sequence[Wait], tables: Tables, steps: dict[str, str]) -> str:
    """Each with its size and step; where no size is known, that is said once."""
    known = any(tables.size(wait.relation) is not None for wait in group)
    said = [
        f"{visible(wait.relation)} ({tables.size(wait.relation) or 'size not known'}; {steps[wait.relation]})"
        if known
        else f"{visible(wait.relation)} ({steps[wait.relation]})"
        for wait in group
    ]
    return some(said, _MOST) + ("" if known else "; how big they are is not known")


def _people(way: Way, numbers: Sequence[int]) -> Iterator[str]:
    clients: dict[str, list[str]] = {}
    access: dict[str, None] = {}
    for number, statement in zip(numbers, way.run):
        if statement.impact is not None and statement.impact.clients:
            clients.setdefault(statement.impact.clients, []).append(f"{visible(statement.subject)} (step {number})")
        if statement.impact is not None and statement.impact.access and statement.about is not None:
            access[visible(str(statement.about.root))] = None
    for why, names in clients.items():
        yield f"running clients, {why}: {some(list(dict.fromkeys(names)), _MOST)}"
    if access:
        yield f"who may see or do what changes on {some(list(access), _MOST)}"


def _table(path: str, tables: Tables) -> str:
    size = tables.size(path)
    said = f" ({size})" if size is not None else "" if tables.empty(path) else " (size not known)"
    return f"{visible(path)}{said}"


def _numbers(way: Way) -> list[int]:
    """The number of the step that each statement is in."""
    return [step.number for part in way.parts() for step in part.steps for _ in step.statements]


def source(plan: Plan) -> str:
    """Where the locks are known from."""
    ran = [s.impact.measured for s in plan.forward if s.impact is not None]
    if not any(ran) or plan.proof is None:
        return "as PostgreSQL's rules foresee it: no proof measured it"
    live = "" if plan.proof.ran_on.split(".")[0] == plan.live_version else f", told for {plan.live_version}"
    return f"measured on PostgreSQL {plan.proof.ran_on}{live}"


def of_step(statements: Sequence[Statement], tables: Tables) -> str:
    """One line for a step of a script: its locks that others wait for, and what it reads or writes as a whole."""
    locks: dict[str, str] = {}
    work: dict[str, str] = {}
    for statement in statements:
        if statement.impact is None:
            continue
        for path, mode in statement.impact.locks:
            if stops_writers(mode) and rank(mode) > rank(locks.get(path, "")):
                locks[path] = mode
        for path in statement.impact.scanned:
            work.setdefault(path, "scans")
        work |= dict.fromkeys(statement.impact.rewritten, "rewrites")
    said = [f"{mode} on {some([visible(p) for p, m in locks.items() if m == mode], _MOST)}" for mode in _modes(locks)]
    for does in ("rewrites", "scans"):
        if paths := [_table(path, tables) for path, did in work.items() if did == does and not tables.empty(path)]:
            said.append(f"{does} {some(paths, _MOST)}")
    if not locks:
        return f"nobody waits: {'; '.join(said)}" if said else ""
    return f"locks: {'; '.join(said)}"


def _modes(locks: dict[str, str]) -> list[str]:
    return sorted(dict.fromkeys(locks.values()), key=lambda mode: -rank(mode))


def rows(plan: Plan, way: Way) -> list[Row]:
    """The steps that others can feel, or that do not come back whole."""
    out = []
    for part in way.parts():
        for step in part.steps:
            impacts = [each.impact for each in step.statements if each.impact is not None]
            if row := _row(step.number, step.title, impacts, plan.tables):
                out.append(row)
    return out


def _row(number: int, title: str, impacts: Sequence[Impact], tables: Tables) -> Row | None:
    locks = {path: mode for impact in impacts for path, mode in impact.locks if stops_writers(mode)}
    work = {path: "scan" for impact in impacts for path in impact.scanned if not tables.empty(path)}
    work |= {path: "rewrite" for impact in impacts for path in impact.rewritten if not tables.empty(path)}
    notes = [impact.clients for impact in impacts if impact.clients]
    notes += ["loses data"] * any(impact.loses for impact in impacts)
    notes += ["access changes"] * any(impact.access for impact in impacts)
    if not locks and not work and not notes:
        return None
    back = max((impact.reversible for impact in impacts), key=list(_BACK).index)
    return Row(
        number,
        title,
        ", ".join(f"{mode} on {visible(path)}" for path, mode in locks.items()),
        ", ".join(f"{does} of {_table(path, tables)}" for path, does in work.items()),
        _BACK[back],
        "; ".join(dict.fromkeys(notes)),
    )


def document(impact: Impact | None, *, transactional: bool) -> dict[str, Any] | None:
    """For plan.json."""
    if impact is None:
        return None
    return {
        "classes": list(impact.classes),
        "locks": [{"relation": path, "mode": mode} for path, mode in impact.locks],
        "rewrites": list(impact.rewritten),
        "scans": list(impact.scanned),
        "in_transaction": transactional,
        "reversible": impact.reversible,
        "loses_data": impact.loses,
        "changes_access": impact.access,
        "breaks_clients": impact.clients or None,
        "measured": impact.measured,
    }


def risk_document(plan: Plan) -> dict[str, Any] | None:
    if plan.risk is None:
        return None
    return {
        "level": plan.risk.level,
        "downtime": plan.risk.downtime,
        "reasons": list(plan.risk.reasons),
        "waits": [
            {
                "relation": wait.relation,
                "mode": wait.mode,
                "long": bool(wait.work),
                "rows": size.rows if (size := plan.tables.size(wait.relation)) is not None else None,
                "bytes": size.bytes if size is not None else None,
            }
            for wait in plan.risk.waits
        ],
    }
