"""The rollout as Markdown: the timeline of phases and the impact of each migration, computed beside what the team says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from neodiff.impact.risk import LEVELS
from neodiff.review.words import visible
from neodiff.rollout.document import Rollout, Said
from neodiff.rollout.impact import Impact


def text(rollout: Rollout, label: str, found: Mapping[str, Impact]) -> str:
    """`found`: the migrations that the database called `label` lacks; of the others it has everything."""
    lines = ["# Rollout", "", f"What `{visible(label)}` lacks: {_count(found, rollout)}.", "", "## Timeline", ""]
    lines += _table(
        ("Phase", "Objective", "Estimated duration", "Risk", "Depends on", "Decided by", "State"),
        (_phase(phase, rollout, found) for phase in rollout.phases.values()),
    )
    lines += ["", "## Migrations", ""]
    head = ("Migration", "Phase", "Risk", "Why", "Downtime", "Reversible", "Depends on", "Application changes", "State")
    lines += _table(head, (_migration(each, rollout, found) for each in rollout.migrations.values()))
    return "\n".join([*lines, ""])


def _count(found: Mapping[str, Impact], rollout: Rollout) -> str:
    total = len(rollout.migrations)
    return f"{len(found)} of {total} migration{'s' if total != 1 else ''}" if found else "nothing"


def _phase(phase: Said, rollout: Rollout, found: Mapping[str, Impact]) -> Sequence[str]:
    inside = [each.name for each in rollout.of_phase(phase.name)]
    left = [found[name] for name in inside if name in found]
    computed = max((each.risk for each in left), key=LEVELS.index, default="")
    state = f"{len(left)} of {len(inside)} to go" if left else "done"
    needs = _titles(phase.depends_on, rollout)
    return (phase.title, phase.objective, phase.duration, _risk(phase, computed), needs, phase.owner, state)


def _migration(said: Said, rollout: Rollout, found: Mapping[str, Impact]) -> Sequence[str]:
    computed = found.get(said.name)
    phase = rollout.phases[said.phase].title
    shown = [said.title, phase, _risk(said, computed.risk if computed else "")]
    if computed is None:
        back = "" if said.reversible is None else _yes(said.reversible)
        shown += ["", said.downtime, back]
    else:
        shown += ["; ".join(computed.reasons), "some" if computed.downtime else "none", _yes(computed.reversible)]
    return (*shown, _titles(said.depends_on, rollout), said.application, "to do" if computed else "done")


def _risk(said: Said, computed: str) -> str:
    """The computed one; what is said besides, where it is more."""
    if not computed or computed == said.risk or not said.risk:
        return computed or said.risk
    return f"{computed} (declared {said.risk})"


def _titles(names: Iterable[str], rollout: Rollout) -> str:
    known = {**rollout.phases, **rollout.migrations}
    return ", ".join(known[name].title for name in names) or "none"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from (_line(row) for row in rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(visible(cell).replace('|', chr(92) + '|') for cell in cells)} |"
