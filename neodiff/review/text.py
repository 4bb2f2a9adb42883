"""The Plan for a terminal: one summary line, + ~ - per object with its attributes, then the SQL in labelled steps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from neodiff.compare import Plan
from neodiff.plan.diff import Delta
from neodiff.review import script

_COLOURS: Final = {"+": "\x1b[32m", "~": "\x1b[33m", "-": "\x1b[31m"}
_RESET: Final = "\x1b[0m"


def text(plan: Plan, *, colour: bool = False, sql: bool = True) -> str:
    return "\n".join(_lines(plan, colour, sql)) + "\n"


def summary(plan: Plan) -> str:
    counts = Counter(delta.sign for delta in plan.deltas if delta.id.kind not in ("owner", "grants", "comment"))
    if plan.empty:
        return f"{plan.label}: no difference"
    said = [f"{counts[sign]} to {word}" for sign, word in (("+", "create"), ("~", "change"), ("-", "drop")) if counts[sign]]
    satellites = Counter(delta.id.kind for delta in plan.deltas if delta.id.kind in ("owner", "grants", "comment"))
    said += [f"{count} {kind}{'s' if kind != 'grants' and count > 1 else ''}" for kind, count in sorted(satellites.items())]
    return f"{plan.label}: {', '.join(said)}; {script.verdict(plan)}"


def _lines(plan: Plan, colour: bool, sql: bool) -> Iterator[str]:
    yield summary(plan)
    if plan.proof is not None and not plan.proof.holds:
        yield ""
        yield from (f"  {reason}" for reason in plan.proof.reasons()[:40])
    if plan.refused:
        yield ""
        yield "Refused:"
        for item in plan.refused:
            yield f"  {item.sign} {item.id}: {item.hazard.reason} (--allow {item.hazard.name})"
    if plan.deltas:
        yield ""
    for delta in plan.deltas:
        yield from _delta(delta, colour)
    if plan.forward and sql:
        yield ""
        yield script.forward(plan).rstrip()
        yield ""
        yield script.reverse(plan).rstrip()


def _delta(delta: Delta, colour: bool) -> Iterator[str]:
    depth = 0
    at = delta.id.parent
    while at is not None:
        depth, at = depth + 1, at.parent
    paint = (_COLOURS[delta.sign], _RESET) if colour else ("", "")
    yield f"{'  ' * depth}{paint[0]}{delta.sign}{paint[1]} {delta.id}"
    if delta.old is not None and delta.new is not None:
        for attr in sorted(delta.attrs):
            old, new = (_shown(side.payload.get(attr)) for side in (delta.old, delta.new))
            yield f"{'  ' * depth}    {attr}: {old} -> {new}"


def _shown(value: Any) -> str:
    if value is None:
        return "(none)"
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    said = " ".join(said.split())
    return said if len(said) <= 90 else said[:87] + "..."
