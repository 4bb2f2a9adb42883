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
    document,
    documents,
    environments,
    expressions,
    implied,
    patterns,
    silences,
    targets,
    trials,
)
from neodiff.declare.catalog_names import Known, Loose
from neodiff.declare.declaration import Declaration, RawSql
from neodiff.declare.document import Document
from neodiff.declare.facts import Declared
from neodiff.declare.remembered import remembered
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.yaml.salvage import salvage
from neodiff.yaml.source import Map, content, read, read_bytes

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
    for each in _documents(directory, declaration.settings, texts or {}, problems, loose):
        _take(each, declaration, problems, tables, tests)
    loose.names -= {fact_id.name for fact_id in declaration.facts}
    implied.complete(declaration)
    clashes.between(declaration, problems)
    clashes.instances(declaration, problems)
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


def _documents(
    directory: Path, settings: Mapping[str, Any], texts: Mapping[Path, str | None], problems: Problems, loose: Loose
) -> Iterator[Document]:
    """What the documents of all files declare, one by one, in the order of their paths."""
    memory = remembered(directory, settings)
    for path in sorted({*_files(directory), *texts}):
        if path in texts and texts[path] is None:
            continue
        name, before, text = str(directory / path), len(problems), texts.get(path)
        data = content(directory / path, name, problems) if text is None else text.encode()
        found = memory.documents(name, data) if data is not None else []
        if found is None:
            docs = read_bytes(data or b"", name, problems)
            every = [document.read(doc, settings, problems, loose) for doc in docs]
            found = [each for each in every if each is not None]
            if len(problems) == before:
                memory.keep(name, data or b"", found)
        if len(problems) > before:
            loose.names |= _names(directory / path)
        yield from found
    memory.write()


def _take(
    given: Document,
    declaration: Declaration,
    problems: Problems,
    tables: list[Map],
    tests: list[tuple[FactId | None, Map]],
) -> None:
    """One document more; rows and tests are read when all objects are known."""
    if given.other is not None:
        _other(given.kind, given.other, declaration, problems, tests)
    if given.item is None:
        return
    about = given.item.id
    if given.rows is not None:
        tables.append(given.rows)
    if given.tests is not None:
        tests.append((about, given.tests))
    if given.application:
        declaration.application[about] = given.application
    if given.managed_by:
        declaration.others[about] = given.managed_by
    _merge(given.item, declaration, problems)


def _other(
    kind: str, doc: Map, declaration: Declaration, problems: Problems, tests: list[tuple[FactId | None, Map]]
) -> None:
    if kind == "sql":
        _raw(doc, declaration, problems)
    elif kind == data_rules.KIND:
        data_rules.read(doc, declaration, problems)
    elif kind == trials.KIND:
        tests.append((None, doc))
    else:
        cluster.READERS[kind](doc, declaration, problems)


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
