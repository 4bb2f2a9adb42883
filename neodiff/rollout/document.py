"""schema/rollout.yaml -> Rollout: phases, migrations in the order in which they come, and which objects each has.

Knows the form of the file and its order; what its patterns mean for a declaration is rollout/check.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from neodiff.declare.load import ROLLOUT
from neodiff.errors import UserError
from neodiff.problems import Pos, Problems
from neodiff.stage import Pattern, Stages
from neodiff.yaml.form import Bool, Choice, Field, ListOf, MapOf, Object, OneOrMany, Str
from neodiff.yaml.form_base import nearest
from neodiff.yaml.source import Map, read

_NAME: Final = Str("[a-z][a-z0-9_]*")
_SAID: Final = {
    "title": Field(Str(), doc="what people call it; its name unless said"),
    "objective": Field(Str(), required=True, doc="what it is for"),
    "depends_on": Field(OneOrMany(Str()), doc="phases or migrations that come before it"),
    "duration": Field(Str(), doc="how long the team thinks it takes"),
    "owner": Field(Str(), doc="who decides that it goes out"),
    "risk": Field(Choice("low", "medium", "high"), doc="what the team says; less than what is computed is an error"),
}


def form() -> Object:
    """The form of rollout.yaml."""
    migration = Object(
        {
            **_SAID,
            "application": Field(Str(), doc="what applications must change for it"),
            "downtime": Field(Choice("none", "some"), doc="what the team says; none is an error where tables wait"),
            "reversible": Field(Bool(), doc="what the team says; true is an error where something is lost for good"),
            "objects": Field(
                ListOf(Str()), doc="patterns: table public.orders, column public.orders.note, rows of table ..."
            ),
            "drops": Field(ListOf(Str()), doc="patterns of what it drops; they may match nothing, once that is done"),
        },
        noun="migration",
    )
    phase = Object({**_SAID, "migrations": Field(MapOf(migration, _NAME), required=True)}, noun="phase")
    return Object(
        {
            "baseline": Field(ListOf(Str()), doc="patterns of what was there before, and belongs to no migration"),
            "phases": Field(MapOf(phase, _NAME), required=True),
        }
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What the file says of a phase or migration. `needs`: names of the migrations that come before it, the near ones."""

    name: str
    title: str
    objective: str
    pos: Pos
    places: Mapping[str, Pos]
    depends_on: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    duration: str = ""
    owner: str = ""
    risk: str = ""
    phase: str = ""
    application: str = ""
    downtime: str = ""
    reversible: bool | None = None


@dataclass(slots=True)
class Rollout:
    """phases: by name, as written; migrations: by name, in an order in which each comes after what it depends on.

    patterns: where each stands; drops: those that may match nothing
    """

    phases: dict[str, Said] = field(default_factory=dict)
    migrations: dict[str, Said] = field(default_factory=dict)
    patterns: dict[Pattern, Pos] = field(default_factory=dict)
    drops: set[Pattern] = field(default_factory=set)

    @property
    def stages(self) -> Stages:
        steps = tuple(pattern for pattern in self.patterns if pattern.step)
        return Stages(steps, tuple(pattern.text for pattern in self.patterns if not pattern.step))

    def of_phase(self, name: str) -> list[Said]:
        return [migration for migration in self.migrations.values() if migration.phase == name]

    def chosen(self, name: str) -> list[str]:
        """The migrations that a phase's or migration's name means, all of them for an empty one. Raises UserError."""
        if not name:
            return list(self.migrations)
        if name in self.phases:
            return [migration.name for migration in self.of_phase(name)]
        if name in self.migrations:
            return [name]
        raise UserError(f"--rollout: no phase or migration {name!r}; {nearest(name, [*self.phases, *self.migrations])}")

    def before(self, names: Iterable[str]) -> set[str]:
        """Every migration that comes before one of these."""
        out: set[str] = set()
        pending = [need for name in names for need in self.migrations[name].needs]
        while pending:
            name = pending.pop()
            if name not in out:
                out.add(name)
                pending += self.migrations[name].needs
        return out


def load(schema_dir: Path) -> Rollout | None:
    """None where the folder has no rollout.yaml. Raises DeclarationError with everything that is wrong with it."""
    path = schema_dir / ROLLOUT
    if not path.exists():
        return None
    problems = Problems()
    documents = read(path, str(path), problems)
    if len(documents) != 1 and not problems:
        problems.add(Pos(str(path), 1, 1), f"{ROLLOUT}: expected one document, got {len(documents)}")
    found = form().check(documents[0], documents[0].pos, ROLLOUT, problems) if documents else None
    problems.raise_if_any()
    assert found is not None
    rollout = _rollout(found, problems)
    problems.raise_if_any()
    return rollout


def _rollout(found: Map, problems: Problems) -> Rollout:
    out = Rollout()
    _patterns(out, "", found, "baseline", problems)
    phases: Map = found["phases"]
    migrations: dict[str, tuple[Said, Map]] = {}
    for name, spec in phases.items():
        out.phases[name] = _said(name, spec, phases.key_pos[name])
        for each, inner in spec["migrations"].items():
            pos = spec["migrations"].key_pos[each]
            if each in migrations:
                problems.add(pos, f"migration {each}: another one has this name, at {migrations[each][0].pos}")
            migrations[each] = (_said(each, inner, pos, name), inner)
            for key in ("objects", "drops"):
                _patterns(out, each, inner, key, problems)
    for name in phases:
        if name in migrations:
            problems.add(migrations[name][0].pos, f"migration {name}: a phase has this name")
    said = {name: migration for name, (migration, _) in migrations.items()}
    needs = {name: _needs(migration, out.phases, said, problems) for name, migration in said.items()}
    for name in _ordered(said, needs, problems):
        out.migrations[name] = replace(said[name], needs=tuple(needs[name]))
    return out


def _said(name: str, spec: Map, pos: Pos, phase: str = "") -> Said:
    keys = ("objective", "duration", "owner", "risk", "application", "downtime", "reversible")
    given = {key: spec[key] for key in keys if key in spec}
    depends = tuple(str(each) for each in spec.get("depends_on", ()))
    title = str(spec.get("title", name.replace("_", " ")))
    return Said(name, title, pos=pos, places=spec.value_pos, depends_on=depends, phase=phase, **given)


def _patterns(out: Rollout, step: str, spec: Map, key: str, problems: Problems) -> None:
    for at, text in enumerate(spec.get(key, ())):
        pattern = Pattern(step, str(text))
        if pattern in out.patterns:
            problems.add(
                spec[key].item_pos[at], f"{step or 'baseline'}: {text!r} is here already: {out.patterns[pattern]}"
            )
        out.patterns[pattern] = spec[key].item_pos[at]
        if key == "drops":
            out.drops.add(pattern)


def _needs(
    migration: Said, phases: Mapping[str, Said], migrations: Mapping[str, Said], problems: Problems
) -> list[str]:
    """The migrations before it: its own dependencies, and its phase's."""
    out: dict[str, None] = {}
    for said in (migration, phases[migration.phase]):
        for name in said.depends_on:
            if name in migrations:
                out[name] = None
            elif name in phases:
                out |= dict.fromkeys(other.name for other in migrations.values() if other.phase == name)
            else:
                hint = nearest(name, [*phases, *migrations])
                problems.add(
                    said.places["depends_on"], f"{said.name}: depends_on: no phase or migration {name!r}", hint
                )
    return list(out)


def _ordered(migrations: Mapping[str, Said], needs: Mapping[str, list[str]], problems: Problems) -> Iterator[str]:
    """As written, but for what must come earlier; a cycle is told with its path."""
    done: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> Iterator[str]:
        if name in done:
            return
        if name in path:
            cycle = " -> ".join([*path[path.index(name) :], name])
            problems.add(migrations[name].pos, f"migration {name}: depends on itself: {cycle}")
            return
        path.append(name)
        for other in needs[name]:
            yield from visit(other)
        path.pop()
        if name not in done:
            done.add(name)
            yield name

    for name in migrations:
        yield from visit(name)
