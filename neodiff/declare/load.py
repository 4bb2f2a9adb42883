"""A schema directory -> the Declaration: every file read, every document checked, all errors at once.

Knows the order of the checks, none of their rules. Must not know servers or plans.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from neodiff.declare import (
    clashes,
    cluster,
    data_rules,
    documents,
    environments,
    expressions,
    guests,
    implied,
    patterns,
    row_forms,
    silences,
    targets,
    trials,
)
from neodiff.declare.catalog_names import Known, Loose
from neodiff.declare.declaration import Declaration, RawSql
from neodiff.declare.facts import Declared, declared
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.platforms import platform_named
from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import nearest
from neodiff.yaml.salvage import salvage
from neodiff.yaml.source import Map, read, read_text

__all__ = ["SETTINGS", "Declaration", "RawSql", "dangling", "load"]

SETTINGS: Final = "neodiff.yaml"
ROLLOUT: Final = "rollout.yaml"
_NAMES: Final = re.compile(rf"^(?:{'|'.join(documents.KINDS)})[ ]*:[ ]*['\"]?([^'\"#\n]+)", re.MULTILINE)


def load(directory: Path, *, sql: bool = False, texts: Mapping[Path, str | None] | None = None) -> Declaration:
    """Raises DeclarationError with everything that is wrong, UserError where there is no such directory.

    `sql` looks into the SQL too; it costs a third of a second and more, and PostgreSQL finds the same on scratch. Where
    anything else is wrong it is done anyway, for all errors are told at once. `texts`: what files below `directory` shall
    be taken to hold instead, None for a file that shall not be there.
    """
    if not directory.is_dir():
        what = "is no directory" if directory.exists() else "no such directory"
        hint = "name the schema directory with --schema-dir, or make one with `neodiff init`"
        raise UserError(f"{directory}: {what}; {hint}")
    problems, loose = Problems(), Loose()
    declaration = Declaration(directory, settings=_settings(directory, problems, loose))
    declaration.silences += silences.of_settings(declaration.settings)
    cluster.of_settings(declaration, problems)
    tables: list[Map] = []
    tests: list[tuple[FactId | None, Map]] = []
    texts = texts or {}
    for path in sorted({*_files(directory), *texts}):
        name, before, text = str(directory / path), len(problems), texts.get(path)
        if path in texts and text is None:
            continue
        docs = read(directory / path, name, problems) if text is None else read_text(text, name, problems)
        if len(problems) > before:
            loose.names |= _names(directory / path)
        for doc in docs:
            _document(doc, declaration, problems, loose, tables, tests)
    loose.names -= {fact_id.name for fact_id in declaration.facts}
    implied.complete(declaration)
    clashes.between(declaration, problems)
    known = Known(declaration, loose)
    if tables:
        _rows(declaration, tables, known, problems)
    if tests:
        trials.read(declaration, tests, known, problems)
    expressions.check(declaration, problems)
    looked = sql or bool(problems)
    if looked:
        _in_sql(declaration, known, problems)
    targets.check(declaration, known, problems)
    if problems and not looked:
        _in_sql(declaration, known, problems)
    problems.raise_if_any()
    return declaration


def dangling(declaration: Declaration) -> Problems:
    """What the SQL of a declaration names and nothing bears: PostgreSQL, who has refused it, tells one at a time."""
    problems = Problems()
    _in_sql(declaration, Known(declaration), problems)
    return problems


def _in_sql(declaration: Declaration, known: Known, problems: Problems) -> None:
    from neodiff.declare import references

    references.check(declaration, known, problems)


def _rows(declaration: Declaration, tables: list[Map], known: Known, problems: Problems) -> None:
    from neodiff.declare import rows

    rows.read(declaration, tables, known, problems)


def _files(directory: Path) -> Iterator[Path]:
    def closed(error: OSError) -> None:
        # what stands there would pass for undeclared
        raise UserError(f"{error.filename}: cannot be read: {error.strerror}")

    found = []
    for folder, folders, names in os.walk(directory, onerror=closed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        at = Path(folder).relative_to(directory)
        found += [at / name for name in names if name.endswith((".yaml", ".yml")) and not name.startswith(".")]
    yield from (path for path in sorted(found) if str(path) not in (SETTINGS, ROLLOUT))


def _names(path: Path) -> set[str]:
    """The names that a file seems to declare, where it cannot be read as YAML: what refers to them does not dangle."""
    if not path.is_file():
        return set()  # a pipe would be waited for
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return set()
    return {found.strip() for found in _NAMES.findall(text)}


def _settings(directory: Path, problems: Problems, loose: Loose) -> Mapping[str, Any]:
    path = directory / SETTINGS
    if not path.exists():
        return {}
    before = len(problems)
    docs = read(path, str(path), problems)
    if len(docs) > 1:
        hint = "objects have files of their own"
        problems.add(docs[1].pos, f"{SETTINGS}: expected one document, got {len(docs)}", hint)
    form = documents.settings()
    found = form.check(docs[0], docs[0].pos, SETTINGS, problems) if docs else None
    settings = found or (salvage(form, docs[0], docs[0].pos) if docs else None) or Map(Pos(str(path), 1, 1))
    patterns.check(settings, SETTINGS, problems)
    # whose database it is may be what is wrong
    loose.platform = len(problems) > before and "platform" not in settings
    environments.check(settings, SETTINGS, problems)
    return settings


def _document(
    doc: Map,
    declaration: Declaration,
    problems: Problems,
    loose: Loose,
    tables: list[Map],
    tests: list[tuple[FactId | None, Map]],
) -> None:
    kind = next((kind for kind in documents.KINDS if kind in doc), None)
    if kind is None:
        first = next(iter(doc), "")
        hint = nearest(str(first), documents.KINDS)
        pos = doc.key_pos.get(first, doc.pos)
        problems.add(pos, "no key says what kind of object this is", f"got {str(first)!r}; {hint}")
        loose.names.add(str(doc.get(first)))
        return
    form = documents.form(kind)
    checked = form.check(doc, doc.pos, _called(doc, kind), problems)
    if checked is None:
        checked = salvage(form, doc, doc.pos)
        _loosen(doc, kind, loose)
    if checked is None:
        loose.names.add(str(doc[kind]))
        return
    if kind == "sql":
        _raw(checked, declaration, problems)
        return
    if kind == data_rules.KIND:
        data_rules.read(checked, declaration, problems)
        return
    if kind == trials.KIND:
        tests.append((None, checked))
        return
    if kind in cluster.READERS:
        cluster.READERS[kind](checked, declaration, problems)
        return
    clashes.in_document(checked, kind, problems)
    item = declared(checked, kind, declaration.settings.get("defaults") or {}, problems)
    platform = platform_named(declaration.platform)
    if guests.is_about_platform(item, platform):
        guests.admit(checked, item, platform, problems)
    if not row_forms.FIELDS.keys().isdisjoint(checked) and kind == "table":
        tables.append(checked)
        _constraints(checked, item, problems)
    if trials.KIND in checked:
        tests.append((item.id, checked[trials.KIND]))
    if "application" in checked:
        declaration.application[item.id] = str(checked["application"])
    if "managed_by" in checked:
        declaration.others[item.id] = str(checked["managed_by"])
    _merge(item, declaration, problems)


def _constraints(doc: Map, item: Declared, problems: Problems) -> None:
    """What `check: true` of a column's JSON stands for."""
    from neodiff.declare import json_judge

    for fact, pos in json_judge.constraints(doc, problems):
        item.facts.append(fact)
        item.positions.setdefault(fact.id, pos)


def _called(doc: Map, kind: str) -> str:
    """The object in messages, before its name is checked."""
    name, word = doc[kind], kind.replace("_", " ")
    if not isinstance(name, str | int | float):
        return word
    return f"{word} {name if str(name).isprintable() else repr(str(name))}"


def _loosen(doc: Map, kind: str, loose: Loose) -> None:
    """The columns that a document with mistakes names, even where what it says of them is wrong."""
    if kind == "table":
        columns = doc.get("columns")
        names = frozenset(str(name) for name in columns) if isinstance(columns, dict) else None
        loose.columns[str(doc.get("schema", "public")), str(doc[kind])] = names


def _raw(doc: Map, declaration: Declaration, problems: Problems) -> None:
    name = str(doc["sql"])
    if (other := next((known for known in declaration.raw if known.name == name), None)) is not None:
        problems.add(doc.pos, f"sql {name}: declared twice", f"the other one stands at {other.pos}")
    declaration.raw.append(RawSql(name, doc["create"], doc.get("drop"), doc.pos))
    declaration.silences += silences.of_object(FactId("sql", "", name), doc)


def _merge(item: Declared, declaration: Declaration, problems: Problems) -> None:
    if item.id in declaration.facts and item.id in item.positions:
        other = declaration.positions[item.id]
        problems.add(item.positions[item.id], f"{item.id}: declared twice", f"the other one stands at {other}")
        return
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
    declaration.silences += item.silences
    if item.prune:
        declaration.pruned.add(item.id.name)
