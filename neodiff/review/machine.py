"""The Plan as JSON (plan.json): stable keys, for pull-request tools and scripts."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from neodiff import access
from neodiff.outcome import Plan
from neodiff.plan.diff import Delta
from neodiff.prove import Verdict
from neodiff.review import impact, risks
from neodiff.review.cells import HIDDEN, Words, label
from neodiff.review.paths import leaves
from neodiff.review.rows import DOES, HAZARD, REFUSED
from neodiff.review.tree import objects
from neodiff.rows import Cells, Change, Ident, Secret, Value
from neodiff.statement import Statement
from neodiff.units import units

VERSION: Final = 1


def document(plan: Plan) -> dict[str, Any]:
    """`summary` counts objects, as people do; `differences` lists every fact, a column's comment too.

    Values of rows are texts as PostgreSQL gives them, those at a path JSON texts.
    """
    counts = Counter(entry.sign for entry in objects(plan))
    by_sign = Counter(change.sign for change in plan.rows.forward)
    rows = _Rows(plan)
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
            "refused": len(plan.refused) + len(plan.rows.refused),
            "rows": {does: by_sign[sign] for sign, does in DOES.items()},
            "kept_values": len(plan.rows.kept),
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
        "access": [_access(change) for change in plan.access],
        "application": [{"object": str(fact_id), "text": said} for fact_id, said in plan.application.items()],
        "rows": [rows.change(change) for change in plan.rows.forward],
        "risk": impact.risk_document(plan),
        "unset": plan.unset,
        "units": _units(plan.forward),
        "reverse_units": _units(plan.reverse),
        "proof": proof(plan),
        "refused": [
            {
                "object": str(item.id),
                "change": item.sign,
                "hazard": item.hazard.name,
                "reason": item.hazard.reason,
                "sql": risks.refused_sql(plan, item),
            }
            for item in plan.refused
        ]
        + [rows.refused(change) for change in plan.rows.refused],
        "kept": [str(fact_id) for fact_id in plan.kept],
        "kept_values": rows.kept(),
        "lost": [{"object": str(fact_id), "reason": reason} for fact_id, reason in plan.lost],
        "unmodelled": plan.unmodelled,
        "notes": [*plan.notes, *plan.rows.notes],
    }


def text(plan: Plan) -> str:
    """The document as people look at it: of rows, of which there may be a million, one on a line."""
    said = (
        f"  {_json(key)}: {_lines(value) if key == 'rows' else _deep(value)}" for key, value in document(plan).items()
    )
    return "{\n" + ",\n".join(said) + "\n}\n"


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def _deep(value: Any) -> str:
    return _json(value, 2).replace("\n", "\n  ")  # no text in JSON holds a line end


def _lines(values: list[Any]) -> str:
    # with an indent json.dumps() takes the encoder that is written in Python
    return "[\n" + ",\n".join(f"    {_json(value)}" for value in values) + "\n  ]" if values else "[]"


def _attributes(delta: Delta) -> dict[str, dict[str, Any]]:
    if delta.old is None or delta.new is None:
        return {}
    old, new = delta.old.payload, delta.new.payload
    return {attr: {"old": old.get(attr), "new": new.get(attr)} for attr in sorted(delta.attrs)}


def _access(change: access.Change) -> dict[str, Any]:
    return {
        "object": str(change.relation),
        "role": change.role,
        "commands": list(change.commands),
        "old": _reach(change.old),
        "new": _reach(change.new),
    }


def _reach(reach: access.Reach | None) -> dict[str, Any] | None:
    """`columns` is null where all columns are reached."""
    return None if reach is None else {"rows": reach.rows, "columns": list(reach.columns) or None}


def _units(run: list[Statement]) -> list[dict[str, Any]]:
    return [
        {
            "transactional": unit.transactional,
            **unit.limits.document(),
            "statements": [
                {
                    "sql": statement.sql,
                    "verb": statement.verb,
                    "object": statement.subject,
                    "hazards": [{"name": hazard.name, "reason": hazard.reason} for hazard in statement.hazards],
                    "impact": impact.document(statement.impact, transactional=unit.transactional),
                }
                for statement in unit.statements
            ],
        }
        for unit in units(run)
    ]


class _Rows:
    """Rows as objects, secrets hidden."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._words = Words(plan)

    def change(self, change: Change) -> dict[str, Any]:
        columns: dict[str, dict[str, Any]] = {}
        for side, cells in (("old", change.old), ("new", change.new)):
            for name, value in self._cells(change, cells).items():
                columns.setdefault(name, {})[side] = value
        paths = self._paths(change)
        said = {"table": change.table.path, "sign": change.sign, "key": self._key(change.row), "columns": columns}
        return {**said, "paths": paths} if paths else said

    def refused(self, change: Change) -> dict[str, Any]:
        said = self.change(change)
        said["object"], said["change"] = f"rows of {change.table}", said.pop("sign")
        return {**said, "hazard": HAZARD, "reason": REFUSED, "sql": []}

    def kept(self) -> list[dict[str, Any]]:
        return [
            {
                "table": item.row.table.path,
                "key": self._key(item.row),
                "column": item.column,
                "path": list(item.path),
                "live": self._value(item.row, item.column, item.live),
                "declared": self._value(item.row, item.column, item.declared),
                "reason": item.reason,
            }
            for item in self._plan.rows.kept
        ]

    def _value(self, row: Ident, column: str, value: Value) -> str | None:
        if isinstance(value, Secret) or self._words.hides(row.table, (column,)):
            return HIDDEN
        return value

    def _key(self, row: Ident) -> dict[str, Any]:
        key: dict[str, Any] = {label(reference): self._key(other) for reference, other in row.through}
        return key | {column: self._value(row, column, value) for column, value in row.values}

    def _cells(self, change: Change, cells: Cells | None) -> dict[str, Any]:
        if cells is None:
            return {}
        out: dict[str, Any] = {name: self._value(change.row, name, value) for name, value in cells.values.items()}
        for reference, other in cells.through.items():
            hidden = self._words.hides(change.table, reference.columns)
            out[label(reference)] = HIDDEN if hidden else self._key(other) if other is not None else None
        return out

    def _paths(self, change: Change) -> list[dict[str, Any]]:
        """What an update changes inside JSON."""
        out = []
        old, new = (cells.values if cells is not None else {} for cells in (change.old, change.new))
        for column in (column for column in new if column in old and self._words.json(change.table, column)):
            was, now = old[column], new[column]
            if not isinstance(was, Secret) and not isinstance(now, Secret):
                for leaf in leaves(was, now) or ():
                    out.append({"column": column, "path": list(leaf.path), "old": leaf.old, "new": leaf.new})
        return out


def proof(plan: Plan) -> dict[str, Any] | None:
    """What the judges said; None where nothing was proven."""
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
