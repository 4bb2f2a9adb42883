"""What came of a fleet, for people and programs: one line for what is alike, by name what is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from neodiff.errors import EXIT_DIFFERENT, EXIT_EQUAL, EXIT_REFUSED
from neodiff.fleet.work import FAILED, Outcome
from neodiff.outcome import Plan
from neodiff.review import text

_NAMES = 5


@dataclass(slots=True)
class Group:
    """Databases in one state; plan: of the first of them, which is that of all"""

    name: str
    members: list[str] = field(default_factory=list)
    plan: Plan | None = None
    status: int = EXIT_EQUAL


def grouped(found: Sequence[Outcome]) -> list[Group]:
    """Those that could be read, the biggest group first."""
    out: dict[str, Group] = {}
    for outcome in found:
        if outcome.state != FAILED:
            out.setdefault(outcome.group, Group(outcome.group)).members.append(outcome.target.name)
    return sorted(out.values(), key=lambda group: (-len(group.members), group.name))


def plans(groups: Sequence[Group], found: Sequence[Outcome]) -> Iterator[str]:
    """A line for each state, and each database that could not be read."""
    for group in groups:
        assert group.plan is not None
        yield f"{_count(len(group.members))} ({_some(group.members)}), state {group.name}:"
        yield f"  {text.summary(group.plan).partition(': ')[2] or 'no difference'}"
    yield from _bad(found)


def states(found: Sequence[Outcome]) -> Iterator[str]:
    """A line for each state, with what its databases say alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for outcome in found:
        if outcome.state != FAILED:
            alike.setdefault((outcome.state, outcome.said), []).append(outcome.target.name)
    for (state, said), names in sorted(alike.items(), key=lambda item: -len(item[1])):
        yield f"{_count(len(names))} ({_some(names)}): {state}{f': {said}' if said else ''}"
    yield from _bad(found)


def machine(found: Sequence[Outcome], groups: Sequence[Group] = ()) -> str:
    """JSON: every database, by name, and the groups."""
    document = {
        "version": 1,
        "databases": [
            {
                "name": outcome.target.name,
                "state": outcome.state,
                **({"said": outcome.said} if outcome.said else {}),
                **({"group": outcome.group} if outcome.group else {}),
                **({"notes": list(outcome.notes)} if outcome.notes else {}),
            }
            for outcome in found
        ],
        "groups": [
            {"group": group.name, "databases": group.members, "status": group.status, "plan": text.summary(group.plan)}
            for group in groups
            if group.plan is not None
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def status(found: Sequence[Outcome], fine: Sequence[str]) -> int:
    """3 where one failed, 1 where one is in no state that is `fine`."""
    if any(outcome.state == FAILED for outcome in found):
        return EXIT_REFUSED
    return EXIT_EQUAL if all(outcome.state in fine for outcome in found) else EXIT_DIFFERENT


def _bad(found: Sequence[Outcome]) -> Iterator[str]:
    for outcome in found:
        if outcome.state == FAILED:
            yield f"{outcome.target.name}: {outcome.state}: {outcome.said}"


def _count(count: int) -> str:
    return f"{count} database{'s' if count != 1 else ''}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{', '.join(names[:_NAMES])}{more}"
