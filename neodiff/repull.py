"""A live database into a folder that has YAML already: again and again until a comparison finds nothing that is left.

What differs is what `diff --prune` would find. Knows the order of steps. Writes no file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from neodiff.cluster.goal import goal
from neodiff.compare import Sought, sought
from neodiff.data.pulled import Rows
from neodiff.declare import pull_cluster
from neodiff.declare.cluster import DATABASE
from neodiff.declare.declaration import Declaration
from neodiff.declare.load import load
from neodiff.declare.pull import pull
from neodiff.declare.repull_folder import Folder, object_of
from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.kinds.base import SIGNED, bare_name
from neodiff.live import Live
from neodiff.options import Options
from neodiff.plan.diff import Delta, diff
from neodiff.platforms import Platform
from neodiff.rowpull import written
from neodiff.sides import Sides
from neodiff.source import Opened

# One change may bring another: a key that goes leaves NOT NULL behind, another name is generated.
_ROUNDS: Final = 5
_INDEXED: Final = ("primary_key", "unique", "exclusion")


@dataclass(slots=True)
class Repulled:
    """What is to be written: file -> text, None for one that goes; `beside`: files of rows.

    lines: what changes, for people; left: what is not changed
    """

    declaration: Declaration
    files: dict[Path, str | None] = field(default_factory=dict)
    beside: dict[Path, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def repull(
    directory: Path,
    database: Opened,
    sides: Sides,
    schemas: Sequence[str],
    rows: Mapping[FactId, Rows],
    say: Callable[[str], None],
    *,
    roles: bool = False,
) -> Repulled:
    """`rows`: of tables that shall declare them; `roles`: shall they be declared, and what else is not the schema's?

    Raises DeclarationError where the folder has mistakes.
    """
    out = Repulled(load(directory))
    options = Options(prune=True, allowed=("all",), schemas=schemas)
    left, first = list[str](), None
    for _ in range(_ROUNDS):
        say("comparing the folder with the database")
        both = sought(out.declaration, database, sides, options)
        live = _as_renamed(both)
        deltas = diff(FactBase(facts=both.wanted.facts), live)
        folder = Folder(out.declaration, out.files)
        _carry_over(folder, both, live, deltas, database)
        left = folder.left or left
        changed = folder.result()
        if not changed:
            break
        first = first or (folder, deltas)
        out.files |= changed
        out.declaration = load(directory, texts=out.files)
    out.lines = _lines(*first, out.files) if first is not None else []
    out.left = [
        *left,
        *(f"{delta.id} is left as it is declared" for delta in _outermost(deltas)),
        *_pending(out.declaration, both),
    ]
    if rows:
        _rows(out, directory, rows)
    if roles:
        _cluster(out, directory, database.live, sides.platform)
    return out


def _carry_over(folder: Folder, both: Sought, live: FactBase, deltas: Sequence[Delta], database: Opened) -> None:
    objects = sorted({_object(delta.id, both.wanted.facts, live) for delta in deltas}, key=sort_key)
    declared = _documents(FactBase(facts=both.wanted.facts), objects, folder, database)
    there = _documents(live, objects, folder, database)
    pairs = _pairs([o for o in objects if o not in there], [o for o in objects if o not in declared])
    for about in objects:
        if about in declared and about in there:
            folder.change(about, declared[about], there[about])
        elif about in declared and about in pairs:
            folder.change(about, declared[about], there[pairs[about]])
        elif about in declared:
            folder.remove(about)
        elif about in there and about not in pairs.values():
            folder.add(about, there[about])


def _documents(
    facts: FactBase, objects: Sequence[FactId], folder: Folder, database: Opened
) -> dict[FactId, dict[str, Any]]:
    wanted = set(objects)
    some = facts.only(fact_id for fact_id in facts if _object(fact_id, facts.facts, facts) in wanted)
    settings = folder.declaration.settings
    defaults = dict(settings.get("defaults") or {})
    # who pulls owns what names no owner
    defaults.setdefault("owner", database.live.user)
    versioned = {extension.name for extension in database.live.extensions if extension.spelled}
    documents = pull(some, folder.declaration.platform, versioned, defaults).documents
    return {about: document for about, document in documents.items() if about in wanted}


def _object(fact_id: FactId, wanted: Mapping[FactId, Fact], live: FactBase) -> FactId:
    """A comment on the index of a constraint stands with the table."""
    root = object_of(fact_id)
    if root.kind != "index":
        return root
    named = [known for known in (*wanted, *live) if known.name == root.name and known.kind in _INDEXED]
    return next((known.root for known in named if known.root.schema == root.schema), root)


def _pairs(gone: Sequence[FactId], new: Sequence[FactId]) -> dict[FactId, FactId]:
    """Routines that have other arguments now: the only one of a name that went, and the only one that came."""

    def by_name(of: Sequence[FactId]) -> dict[tuple[str, str, str], list[FactId]]:
        out: dict[tuple[str, str, str], list[FactId]] = {}
        for about in of:
            if about.kind in SIGNED:
                out.setdefault((about.kind, about.schema, bare_name(about)), []).append(about)
        return out

    came = by_name(new)
    went = by_name(gone)
    return {old[0]: came[key][0] for key, old in went.items() if len(old) == 1 and len(came.get(key, ())) == 1}


def _as_renamed(both: Sought) -> FactBase:
    """Live under its new names; names of NOT NULL that were generated from the old ones are the last step's of a plan."""
    live = both.start.facts.inside()
    renamed = {rename.new.root for rename in both.renames}
    for fact_id, fact in list(live.facts.items()):
        wanted = both.wanted.facts.get(fact_id)
        if wanted is None or fact_id.kind != "column" or fact_id.root not in renamed:
            continue
        named = fact.payload.get("not_null")
        if wanted.payload.get("not_null") is True and isinstance(named, Mapping) and set(named) == {"name"}:
            live.facts[fact_id] = replace(fact, payload={**fact.payload, "not_null": True})
    return live


def _pending(declaration: Declaration, both: Sought) -> list[str]:
    told = [rename for rename in both.renames if rename.label or rename.new in declaration.renames]
    return [f"{rename.new}: the database has its old name still, and renamed_from stays" for rename in told]


def _outermost(deltas: Sequence[Delta]) -> list[Delta]:
    """Without what comes or goes with what it is part of."""
    whole = {delta.id for delta in deltas if delta.sign != "~"}
    return [delta for delta in deltas if delta.id.parent not in whole]


def _lines(folder: Folder, deltas: Sequence[Delta], files: Mapping[Path, str | None]) -> list[str]:
    """What changes, file by file."""
    by_file: dict[Path, list[str]] = {}
    for delta in _outermost(deltas):
        about = object_of(delta.id)
        path = folder.path(about) or folder.added.get(about)
        if path is not None and path in files:
            by_file.setdefault(path, []).append(f"    {delta.sign} {delta.id}")
    out: list[str] = []
    for path, lines in sorted(by_file.items()):
        sign = "-" if files[path] is None else "~" if (folder.declaration.directory / path).exists() else "+"
        out += [f"{sign} {path.as_posix()}", *lines]
    return out


def cluster_documents(live: Live, platform: Platform) -> dict[FactId, dict[str, Any]]:
    """Of the roles that are used in the database, but a platform's and the superuser that initdb made; and of parameters."""
    if live.cluster is None:
        return {}
    others = {role.name for role in platform.roles} | {live.cluster.bootstrap}
    facts = live.cluster.facts
    used = {role.name for role in live.roles} | {i.root.name for i in facts if i.kind == "database_settings"}
    used -= others
    # whoever is a member of these uses the database through them
    while more := {i.root.name for i in facts if i.kind == "membership" and i.name in used} - used - others:
        used |= more
    return pull_cluster.documents(facts, used)


def _cluster(out: Repulled, directory: Path, live: Live, platform: Platform) -> None:
    """Documents of roles and parameters as live has them; what they leave open stays open."""
    if live.cluster is None:
        return
    folder, declared = Folder(out.declaration, out.files), out.declaration.cluster
    both = goal(live.cluster.facts, declared, ("all",))
    roles = {about.name for about in declared.objects if about.kind == "role"}
    wanted, there = (pull_cluster.documents(side, roles) for side in (both.new, both.old))
    for about in sorted(declared.objects, key=sort_key):
        if about in wanted and about in there:
            if wanted[about] != there[about]:
                folder.change(about, wanted[about], there[about])
                out.lines.append(f"~ {about}")
        elif about in wanted:
            folder.remove(about)
            out.lines.append(f"- {about}")
        elif about in there:
            out.left.append(f"{about} is there, and is left as it is declared")
    if pull_cluster.database(both.new, DATABASE) != pull_cluster.database(both.old, DATABASE):
        out.left.append("`database:` of neodiff.yaml says otherwise than the database, and is left as it is declared")
    for about, document in cluster_documents(live, platform).items():
        if about not in declared.objects:
            folder.add(about, document)
            out.lines.append(f"+ {about}")
    out.left += folder.left
    out.files |= folder.result()
    out.declaration = load(directory, texts=out.files)


def _rows(out: Repulled, directory: Path, rows: Mapping[FactId, Rows]) -> None:
    folder = Folder(out.declaration, out.files)
    for table, found in rows.items():
        path = folder.path(table)
        if path is None or not found.values:
            continue
        value, beside = written(found, path)
        if folder.give(table, "rows", value):
            out.lines += [f"~ {path.as_posix()}", f"    + {len(found.values)} rows of {table}"]
            out.beside |= beside
        else:
            out.left.append(f"{table}: its rows are declared already, and stay as they are declared")
    changed = folder.result()
    out.left += folder.left
    out.files |= changed
    if changed and not out.beside:
        out.declaration = load(directory, texts=out.files)
