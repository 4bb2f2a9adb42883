"""The manifest of a migration: what it leads from and to, its files, what was allowed and what the judges said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from neodiff.errors import UserError
from neodiff.facts import FactBase
from neodiff.generate.folder import REVERSE, Names
from neodiff.outcome import Plan
from neodiff.review import machine

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is read back of one: the fingerprints of the states that its forward files lead from and to."""

    start: str
    end: str
    forward: tuple[str, ...]


def text(
    plan: Plan,
    start: FactBase,
    names: Names,
    files: Mapping[str | Path, str],
    allowed: Collection[str],
    rollout: Mapping[str, str],
) -> str:
    """`start`: what the database has before; rollout: phase and migration, where it is one of a rollout."""
    ways = {"forward": plan.forward, "reverse": plan.reverse}
    sql = json.dumps({way: [statement.sql for statement in run] for way, run in ways.items()}, ensure_ascii=False)
    first, last = start.fingerprint(), plan.new.fingerprint()
    found = {
        "format": FORMAT,
        "plan": _sha256(f"{first}{last}{sql}"),
        **({"rollout": dict(rollout)} if rollout else {}),
        "from": first,
        "to": last,
        "forward": [{"file": name, "sha256": _sha256(files[name])} for name in names.forward],
        "reverse": [{"file": names.reverse, "sha256": _sha256(files[names.reverse])}],
        "allowed": sorted(allowed),
        "hazards": _hazards(plan),
        "lost": [{"object": str(fact_id), "reason": reason} for fact_id, reason in plan.lost],
        "proof": machine.proof(plan),
        "postgresql": plan.live_version,
        "engine": plan.engine,
        "neodiff": version("neodiff"),
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def read(folder: Path) -> list[Manifest]:
    """The manifests of a migrations folder, in the order of their versions. Raises UserError for one that is none."""
    out = []
    for path in sorted((folder / REVERSE).glob("*.json")):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            forward = tuple(str(each["file"]) for each in found["forward"])
            out.append(Manifest(str(found["from"]), str(found["to"]), forward))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path}: no manifest that `neodiff generate` wrote: {error}") from None
    return out


def _hazards(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"name": hazard.name, "object": statement.subject, "reason": hazard.reason}
        for statement in plan.forward
        for hazard in statement.hazards
    ]


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
