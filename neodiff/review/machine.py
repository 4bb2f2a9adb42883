"""The Plan as JSON (plan.json): stable keys, for pull-request tools and scripts."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from neodiff.outcome import Plan
from neodiff.plan.diff import Delta
from neodiff.prove import Verdict
from neodiff.review import risks
from neodiff.review.tree import objects
from neodiff.statement import Statement
from neodiff.units import units

VERSION: Final = 1


def document(plan: Plan) -> dict[str, Any]:
    """`summary` counts objects, as people do; `differences` lists every fact, a column's comment too."""
    counts = Counter(entry.sign for entry in objects(plan))
    return {
        "version": VERSION,
        "database": plan.label,
        "postgresql": plan.live_version,
        "engine": plan.engine,
        "proven": plan.proven,
        "summary": {
            "create": counts["+"],
            "change": counts["~"],
            "drop": counts["-"],
            "kept": len(plan.kept),
            "refused": len(plan.refused),
            "loses_data": len(risks.lost(plan)),
        },
        "differences": [
            {
                "sign": delta.sign,
                "object": str(delta.id),
                "kind": delta.id.kind,
                "attributes": _attributes(delta),
            }
            for delta in plan.deltas
        ],
        "units": _units(plan.forward),
        "reverse_units": _units(plan.reverse),
        "proof": _proof(plan),
        "refused": [
            {
                "object": str(item.id),
                "change": item.sign,
                "hazard": item.hazard.name,
                "reason": item.hazard.reason,
                "sql": risks.refused_sql(plan, item),
            }
            for item in plan.refused
        ],
        "kept": [str(fact_id) for fact_id in plan.kept],
        "unmodelled": plan.unmodelled,
        "notes": plan.notes,
    }


def text(plan: Plan) -> str:
    return json.dumps(document(plan), indent=2, ensure_ascii=False) + "\n"


def _attributes(delta: Delta) -> dict[str, dict[str, Any]]:
    if delta.old is None or delta.new is None:
        return {}
    old, new = delta.old.payload, delta.new.payload
    return {attr: {"old": old.get(attr), "new": new.get(attr)} for attr in sorted(delta.attrs)}


def _units(run: list[Statement]) -> list[dict[str, Any]]:
    return [
        {
            "transactional": unit.transactional,
            "statements": [
                {
                    "sql": statement.sql,
                    "verb": statement.verb,
                    "object": statement.subject,
                    "hazards": [{"name": hazard.name, "reason": hazard.reason} for hazard in statement.hazards],
                }
                for statement in unit.statements
            ],
        }
        for unit in units(run)
    ]


def _proof(plan: Plan) -> dict[str, Any] | None:
    if plan.proof is None:
        return None
    return {
        "holds": plan.proof.holds,
        "ran_on": plan.proof.ran_on,
        "failed": plan.proof.failed or None,
        "forward": _verdicts(plan.proof.forward),
        "reverse": _verdicts(plan.proof.reverse),
        "column_order_differs": plan.proof.reordered,
    }


def _verdicts(verdicts: list[Verdict]) -> dict[str, Any]:
    return {
        v.judge: {"agrees": v.agrees, "abstained": v.abstained or None, "differences": list(v.differences)}
        for v in verdicts
    }
