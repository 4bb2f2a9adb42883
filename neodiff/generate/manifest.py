"""The manifest of a migration: what it leads from and to, its files, what was allowed and what the judges said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from neodiff.between import Between
from neodiff.data.applied import Applied
from neodiff.errors import UserError
from neodiff.facts import FactBase
from neodiff.generate.folder import REVERSE, Names
from neodiff.kinds.base import of_cluster
from neodiff.migrations.folder import version_of
from neodiff.outcome import Plan
from neodiff.review import machine
from neodiff.units import Limits, Unit, units

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class File:
    """A file of a migration, by its name below the folder, and the hash of its content when it was proven.

    units: how each of its units is to be run; none where somebody wrote it, who says that in the file
    """

    name: str
    sha256: str
    units: tuple[Limits, ...] = ()


@dataclass(frozen=True, slots=True)
class Midway:
    """Where the database is after `done` units, and the file that leads back from there; None where none does."""

    done: int
    fingerprint: str
    reverse: File | None


@dataclass(frozen=True, slots=True)
class Made:
    """A table, or a column of a table that was there before, that comes with the migration and goes with its way back."""

    schema: str
    table: str
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is read back of one.

    name: its files' without ending; start, end: the fingerprints of the states that its forward files lead from and to
    reverse: None where there is no way back; role: who it is for; hazards: their names
    credentials: environment variables that it takes passwords from; declared: the declared rows, as Applied writes them
    """

    name: str
    plan: str
    start: str
    end: str
    forward: tuple[File, ...]
    reverse: File | None
    role: str
    between: tuple[Midway, ...] = ()
    made: tuple[Made, ...] = ()
    hazards: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    declared: str | None = None
    engine: str = "native"

    @property
    def back(self) -> list[File]:
        """Those that lead back, from its end and from between its units."""
        return [f for f in (self.reverse, *(each.reverse for each in self.between)) if f is not None]

    @property
    def files(self) -> list[str]:
        """All that belongs to it, its manifest included, by their names below the folder."""
        return [
            *(f.name for f in (*self.forward, *self.back)),
            f"{REVERSE}/{self.name}.json",
            f"{REVERSE}/{self.name}.api.json",
        ]

    @property
    def units(self) -> int:
        return len(self.between) + 1

    def fingerprint(self, done: int) -> str:
        """Of the database after so many units."""
        if done in (0, self.units):
            return self.end if done else self.start
        return next(each.fingerprint for each in self.between if each.done == done)

    @property
    def version(self) -> str:
        return version_of(self.name)


def text(
    plan: Plan,
    start: FactBase,
    names: Names,
    files: Mapping[str | Path, str],
    allowed: Collection[str],
    rollout: Mapping[str, str],
    *,
    ours: bool = True,
) -> str:
    """`start`: what the database has before; rollout: phase and migration, where it is one of a rollout; ours: its files are
    scripts of the plan's units."""
    ways = {"forward": plan.forward, "reverse": plan.reverse}
    sql = json.dumps({way: [statement.sql for statement in run] for way, run in ways.items()}, ensure_ascii=False)
    first, last = start.fingerprint(), fingerprint(plan.new)
    found = {
        "format": FORMAT,
        "plan": sha256(f"{first}{last}{sql}"),
        **({"rollout": dict(rollout)} if rollout else {}),
        "from": first,
        "to": last,
        "forward": [
            {"file": name, "sha256": sha256(files[name]), **(_limits(each) if ours else {})}
            for name, each in _by_file(names.forward, units(plan.forward))
        ],
        "reverse": [
            {"file": name, "sha256": sha256(files[name]), **(_limits(units(plan.reverse)) if ours else {})}
            for name in [names.reverse]
            if name in files
        ],
        "between": [_midway(each, names, files) for each in plan.between],
        "made": [{k: v for k, v in asdict(each).items() if v is not None} for each in made(plan)],
        "role": plan.user,
        "allowed": sorted(allowed),
        "hazards": _hazards(plan),
        "lost": [{"object": str(fact_id), "reason": reason} for fact_id, reason in plan.lost],
        "credentials": sorted({name for statement in (*plan.forward, *plan.reverse) for name in statement.credentials}),
        **({"declared": json.loads(plan.rows.applied.to_text())} if plan.rows.applied is not None else {}),
        "proof": machine.proof(plan),
        "postgresql": plan.live_version,
        "engine": plan.engine,
        "neodiff": version("neodiff"),
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def fingerprint(facts: FactBase) -> str:
    """Of what is the schema's: roles are the server's."""
    return facts.only(fact_id for fact_id in facts if not of_cluster(fact_id)).fingerprint()


def read(folder: Path) -> list[Manifest]:
    """The manifests of a migrations folder, in the order of their versions. Raises UserError for one that is none."""
    return [_read(path) for path in sorted((folder / REVERSE).glob("*.json"))]


def _read(path: Path) -> Manifest:
    try:
        return parse(path.stem, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise UserError(f"{path}: no manifest that `neodiff generate` wrote: {error}") from None


def parse(name: str, content: str) -> Manifest:
    """Raises ValueError for a text that is no manifest."""
    try:
        found = json.loads(content)
        back = [_file(each) for each in found["reverse"]]
        return Manifest(
            name,
            str(found["plan"]),
            str(found["from"]),
            str(found["to"]),
            tuple(_file(each) for each in found["forward"]),
            back[0] if back else None,
            str(found.get("role", "")),
            tuple(
                Midway(
                    int(each["after"]),
                    str(each["fingerprint"]),
                    _file(each["reverse"]) if each["reverse"] else None,
                )
                for each in found.get("between", ())
            ),
            tuple(Made(**each) for each in found.get("made", ())),
            tuple(sorted({str(each["name"]) for each in found.get("hazards", ())})),
            tuple(map(str, found.get("credentials", ()))),
            Applied.from_text(json.dumps(found["declared"])).to_text() if found.get("declared") else None,
            str(found.get("engine", "native")),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{error} is missing or wrong") from None


def _file(found: dict[str, Any]) -> File:
    return File(str(found["file"]), str(found["sha256"]), tuple(map(Limits.read, found.get("units", ()))))


def _by_file(names: Sequence[str], run: Sequence[Unit]) -> list[tuple[str, Sequence[Unit]]]:
    """The units of each file: all in one, or one in each."""
    return [(names[0], run)] if len(names) == 1 else [(name, [unit]) for name, unit in zip(names, run, strict=True)]


def _limits(run: Sequence[Unit]) -> dict[str, Any]:
    return {"units": [unit.limits.document() for unit in run]}


def made(plan: Plan) -> list[Made]:
    """What of the plan may hold rows by the time it is taken back: where the way back drops it, they would go."""
    return [
        Made(table.schema, table.name, delta.id.name if delta.id.kind == "column" else None)
        for delta in plan.deltas
        if delta.old is None and delta.id.kind in ("table", "column")
        for table in [delta.id.parent or delta.id]
        if table.kind == "table" and (delta.id.kind == "table" or table in plan.old)
    ]


def _midway(found: Between, names: Names, files: Mapping[str | Path, str]) -> dict[str, Any]:
    name = names.midway(found.done)
    back = None
    if found.reverse is not None:
        back = {"file": name, "sha256": sha256(files[name]), **_limits(units(found.reverse))}
    return {"after": found.done, "fingerprint": found.fingerprint, "reverse": back}


def _hazards(plan: Plan) -> list[dict[str, Any]]:
    return [
        {"name": hazard.name, "object": statement.subject, "reason": hazard.reason}
        for statement in plan.forward
        for hazard in statement.hazards
    ]


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
