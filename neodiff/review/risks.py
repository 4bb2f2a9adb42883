"""What a reviewer must know first: hazards of both ways, what cannot come back, what was refused and left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from neodiff.kinds import ROOM
from neodiff.kinds.base import Env
from neodiff.outcome import Plan
from neodiff.plan.goal import Refused
from neodiff.review.words import kind_word, some, visible
from neodiff.statement import Statement

# Hazards whose loss no SQL makes good; a dropped sequence loses its position beside them.
LOSES: Final = frozenset(("drop-table", "drop-column", "lose-values", "irreversible"))
_ANY: Final = "\0"


@dataclass(frozen=True, slots=True)
class Risk:
    """One hazard of one statement: its name for --allow, the object, and the consequence."""

    name: str
    object: str
    reason: str
    kind: str = ""
    path: str = ""

    @property
    def loses(self) -> bool:
        return self.name in LOSES or (self.name == "drop-object" and self.kind == "sequence")


def of(run: Sequence[Statement]) -> list[Risk]:
    """Every hazard of the statements, once, in the order they run."""
    found: dict[Risk, None] = {}
    for statement in run:
        for hazard in statement.hazards:
            about = statement.about
            kind, path = (about.kind, visible(about.path)) if about is not None else ("", "")
            found[Risk(hazard.name, visible(statement.subject), visible(hazard.reason), kind, path)] = None
    return list(found)


def lost(plan: Plan) -> list[Risk]:
    """What the way there destroys and the way back cannot restore."""
    return [risk for risk in of(plan.forward) if risk.loses]


def folded(risks: Sequence[Risk]) -> list[tuple[str, str]]:
    """(hazard, `all rows of 13 tables are lost: a, b, c`): the way back drops whatever was made, and says so once."""
    groups: dict[tuple[str, str, str], list[Risk]] = {}
    for risk in risks:
        pattern = risk.reason
        for name in (risk.object, risk.path):
            pattern = pattern.replace(name, _ANY) if name else pattern
        groups.setdefault((risk.name, risk.kind, pattern), []).append(risk)
    out = []
    for (name, kind, pattern), group in groups.items():
        if len(group) == 1 or _ANY not in pattern:
            out += [(name, risk.reason) for risk in group]
        else:
            many = f"{len(group)} {kind_word(kind, len(group))}"
            out.append((name, f"{pattern.replace(_ANY, many)}: {some([risk.path for risk in group], 20)}"))
    return out


def refused(plan: Plan) -> list[Refused]:
    """What was refused, without the parts of what was refused as a whole."""
    whole = {item.id for item in plan.refused if item.sign == "-"}
    return [item for item in plan.refused if not any(item.id != other and item.id.inside(other) for other in whole)]


def refused_sql(plan: Plan, item: Refused) -> list[str]:
    """The SQL that a refused drop would have been, by itself; empty for a change, which is not planned."""
    fact = plan.old.get(item.id)
    if item.sign != "-" or fact is None or item.id.kind not in ROOM:
        return []
    written = ROOM[item.id.kind].drop(fact, Env(plan.old.major or Env().major))
    return [sql.sql if isinstance(sql, Statement) else sql for sql in written]
