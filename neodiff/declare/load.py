"""A schema directory -> the Declaration: every file read, every document checked, all errors at once.

Must not know SQL, servers or plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neodiff.declare import documents
from neodiff.declare.facts import Declared, declared
from neodiff.declare.form_base import nearest
from neodiff.declare.source import Map, read
from neodiff.errors import UserError
from neodiff.facts import Fact, FactId
from neodiff.problems import Pos, Problems

SETTINGS = "neodiff.yaml"


@dataclass(frozen=True, slots=True)
class RawSql:
    """A `sql:` document: an object of a kind that has no form yet."""

    name: str
    create: str
    drop: str | None
    pos: Pos


@dataclass(slots=True)
class Declaration:
    """All that a schema directory declares.

    positions: fact -> where it stands; renames: object -> its old name; managed: owners and grants that are declared
    (others stay as a database has them); pruned: schemas that say `prune: true`
    """

    directory: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    facts: dict[FactId, Fact] = field(default_factory=dict)
    positions: dict[FactId, Pos] = field(default_factory=dict)
    renames: dict[FactId, str] = field(default_factory=dict)
    labels: dict[FactId, dict[str, str]] = field(default_factory=dict)
    managed: set[FactId] = field(default_factory=set)
    pruned: set[str] = field(default_factory=set)
    raw: list[RawSql] = field(default_factory=list)

    @property
    def platform(self) -> str:
        return str(self.settings.get("platform", "none"))

    @property
    def absent(self) -> list[str]:
        return [str(name) for name in self.settings.get("absent", ())]

    @property
    def search_path(self) -> list[str]:
        default = ["public", "extensions"] if self.platform == "supabase" else ["public"]
        return [str(name) for name in self.settings.get("search_path", ())] or default


def load(directory: Path) -> Declaration:
    """Raises DeclarationError with everything that is wrong, UserError where there is no such directory."""
    if not directory.is_dir():
        raise UserError(f"{directory}: no such directory; name the schema directory with --schema-dir, or make one with `neodiff init`")
    problems = Problems()
    declaration = Declaration(directory, settings=_settings(directory, problems))
    for path in _files(directory):
        name = str(directory / path)
        for doc in read(directory / path, name, problems):
            _document(doc, declaration, problems)
    _check_targets(declaration, problems)
    problems.raise_if_any()
    return declaration


def _files(directory: Path) -> Iterator[Path]:
    found = (path.relative_to(directory) for suffix in ("*.yaml", "*.yml") for path in directory.rglob(suffix))
    for path in sorted(found):
        if str(path) != SETTINGS and not any(part.startswith(".") for part in path.parts):
            yield path


def _settings(directory: Path, problems: Problems) -> Mapping[str, Any]:
    path = directory / SETTINGS
    if not path.exists():
        return {}
    docs = read(path, str(path), problems)
    if not docs:
        return {}
    return documents.settings().check(docs[0], docs[0].pos, SETTINGS, problems) or {}


def _document(doc: Map, declaration: Declaration, problems: Problems) -> None:
    kind = next((kind for kind in documents.KINDS if kind in doc), None)
    if kind is None:
        first = next(iter(doc), "")
        hint = nearest(str(first), documents.KINDS)
        problems.add(doc.pos, "no key says what kind of object this is", f"got {str(first)!r}; {hint}")
        return
    checked = documents.form(kind).check(doc, doc.pos, f"{kind.replace('_', ' ')} {doc[kind]}", problems)
    if checked is None:
        return
    if kind == "sql":
        drop = checked.get("drop")
        declaration.raw.append(RawSql(str(checked["sql"]), checked["create"], drop, doc.pos))
        return
    _merge(declared(checked, kind, declaration.settings.get("defaults") or {}, problems), declaration, problems)


def _merge(item: Declared, declaration: Declaration, problems: Problems) -> None:
    for fact in item.facts:
        pos = item.positions[fact.id]
        if fact.id in declaration.facts:
            problems.add(pos, f"{fact.id}: declared twice", f"the other one stands at {declaration.positions[fact.id]}")
            continue
        declaration.facts[fact.id] = fact
        declaration.positions[fact.id] = pos
    declaration.renames |= item.renames
    declaration.labels |= item.labels
    declaration.managed |= item.managed
    if item.prune:
        declaration.pruned.add(item.id.name)


def _check_targets(declaration: Declaration, problems: Problems) -> None:
    """Dangling references that need no SQL parser: foreign keys, owned sequences, columns of keys and indexes."""
    columns: dict[FactId, set[str]] = {}
    for fact_id in declaration.facts:
        if fact_id.kind == "table":
            columns.setdefault(fact_id, set())
        elif fact_id.kind == "column" and fact_id.parent is not None:
            columns.setdefault(fact_id.parent, set()).add(fact_id.name)
    for fact in declaration.facts.values():
        pos = declaration.positions[fact.id]
        if fact.id.kind in ("primary_key", "unique", "foreign_key", "index", "exclusion") and fact.id.parent in columns:
            _check_columns(fact, columns[fact.id.parent], pos, problems)
        if fact.id.kind == "foreign_key":
            _check_reference(fact, columns, declaration, pos, problems)


def _check_columns(fact: Fact, known: set[str], pos: Pos, problems: Problems) -> None:
    used = [item if isinstance(item, str) else item.get("column") for item in fact.payload.get("columns") or ()]
    used += [element.get("column") for element in fact.payload.get("elements") or ()]
    used += list(fact.payload.get("include") or ())
    for name in used:
        if name is not None and str(name) not in known:
            problems.add(getattr(name, "pos", pos), f"{fact.id}: no column {str(name)!r} in {fact.id.parent}", nearest(str(name), known))


def _check_reference(
    fact: Fact, columns: Mapping[FactId, set[str]], declaration: Declaration, pos: Pos, problems: Problems
) -> None:
    target = fact.payload["references"]
    schema, table = str(target["schema"]), str(target["table"])
    known = columns.get(FactId("table", schema, table))
    if known is None:
        if declaration.platform != "none" and schema in _platform_schemas(declaration.platform):
            return
        hint = nearest(table, [other.name for other in columns] or ["nothing"])
        problems.add(getattr(target["table"], "pos", pos), f"{fact.id}: references table {schema}.{table}, which is not declared", hint)
        return
    for name in target.get("columns") or ():
        if str(name) not in known:
            problems.add(pos, f"{fact.id}: no column {str(name)!r} in table {schema}.{table}", nearest(str(name), known))


def _platform_schemas(platform: str) -> frozenset[str]:
    from neodiff.platforms import platform_named

    return platform_named(platform).schemas
