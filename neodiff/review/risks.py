"""What a reviewer must know first: hazards of both ways, what cannot come back, what was refused and left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from neodiff.facts import FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import Env
from neodiff.outcome import Plan
from neodiff.plan.goal import Refused
from neodiff.review.words import kind_word, some, visible
from neodiff.statement import Hazard, Statement

# Hazards that destroy values; a dropped sequence loses its position beside them.
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
    loses: bool = False


def destroys(hazard: Hazard, about: FactId | None) -> bool:
    """Would it lose data, if nobody copied it first? A row that uses a lost label of an enum stops the migration."""
    kind = about.kind if about is not None else ""
    return kind == "sequence" if hazard.name == "drop-object" else hazard.name in LOSES and kind != "enum"


def copied(about: FactId | None, archived: Collection[FactId]) -> bool:
    """Is it copied before it goes, by itself or as a part of what is?"""
    while about is not None and about not in archived:
        about = about.parent
    return about is not None


def of(run: Sequence[Statement], archived: Collection[FactId] = ()) -> list[Risk]:
    """Every hazard of the statements, once, in the order they run."""
    found: dict[Risk, None] = {}
    for statement in run:
        for hazard in statement.hazards:
            about = statement.about
            kind, path = (about.kind, visible(about.path)) if about is not None else ("", "")
            saved = hazard.name != "irreversible" and copied(about, archived)
            loses = destroys(hazard, about) and not saved
            found[Risk(hazard.name, visible(statement.subject), visible(hazard.reason), kind, path, loses)] = None
    return list(found)


def there(plan: Plan) -> list[Risk]:
    """The hazards of the way there; of what cannot come back `loses` is true."""
    said = {fact_id for fact_id, _ in plan.lost}
    return of(plan.forward, plan.archived - said)


def lost(plan: Plan) -> list[Risk]:
    """What the way there destroys and the way back cannot restore, and why it cannot where that is known."""
    known = {visible(str(fact_id)): visible(reason) for fact_id, reason in plan.lost}
    out = [
        replace(risk, reason=f"{risk.reason}: {known.pop(risk.object)}") if risk.object in known else risk
        for risk in there(plan)
        if risk.loses
    ]
    for fact_id, reason in plan.lost:
        if visible(str(fact_id)) in known:
            name, path = visible(str(fact_id)), visible(fact_id.path)
            out.append(Risk("irreversible", name, f"{name}: {visible(reason)}", fact_id.kind, path, loses=True))
    return out


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


def refusals(plan: Plan) -> int:
    """How many changes were refused: of objects, and of rows."""
    return len(refused(plan)) + len(plan.rows.refused)


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
