"""The Plan as JSON (plan.json): stable keys, for pull-request tools and scripts."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from neodiff.compare import Plan
from neodiff.plan.units import units
from neodiff.prove import Verdict
from neodiff.statement import Statement

VERSION: Final = 1


def document(plan: Plan) -> dict[str, Any]:
    counts = Counter(delta.sign for delta in plan.deltas)
    return {
        "version": VERSION,
        "database": plan.label,
        "postgresql": plan.live_version,
        "engine": plan.engine,
        "proven": plan.proven,
        "summary": {"create": counts["+"], "change": counts["~"], "drop": counts["-"], "kept": len(plan.kept), "refused": len(plan.refused)},
        "differences": [
            {
                "sign": delta.sign,
                "object": str(delta.id),
                "kind": delta.id.kind,
                "attributes": {
                    attr: {"old": delta.old.payload.get(attr), "new": delta.new.payload.get(attr)} for attr in sorted(delta.attrs)
                }
                if delta.old is not None and delta.new is not None
                else {},
            }
            for delta in plan.deltas
        ],
        "units": _units(plan.forward),
        "reverse_units": _units(plan.reverse),
        "proof": _proof(plan),
        "refused": [
            {"object": str(item.id), "change": item.sign, "hazard": item.hazard.name, "reason": item.hazard.reason} for item in plan.refused
        ],
        "kept": [str(fact_id) for fact_id in plan.kept],
        "unmodelled": plan.unmodelled,
        "notes": plan.notes,
    }


def text(plan: Plan) -> str:
    return json.dumps(document(plan), indent=2, ensure_ascii=False) + "\n"


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
    return {v.judge: {"agrees": v.agrees, "abstained": v.abstained or None, "differences": list(v.differences)} for v in verdicts}
