"""One document of a file -> what it declares by itself, whatever else is declared. Must not know files, or other documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any, Final

from neodiff.declare import clashes, cluster, data_rules, documents, guests, row_forms, trials
from neodiff.declare.catalog_names import Loose
from neodiff.declare.facts import Declared, declared
from neodiff.platforms import platform_named
from neodiff.problems import Problems
from neodiff.yaml.form import Form, Object
from neodiff.yaml.form_base import nearest
from neodiff.yaml.salvage import salvage
from neodiff.yaml.source import Map

_NO_OBJECTS: Final = frozenset(("sql", data_rules.KIND, trials.KIND, *cluster.READERS))


@dataclass(frozen=True, slots=True)
class Document:
    """What a document declares.

    item: of an object; rows, tests: what it has of these, to be read when all objects are known; application, managed_by:
    what it says under these keys; other: the whole of a document that is about no object of the schema
    """

    kind: str
    item: Declared | None = None
    rows: Map | None = None
    tests: Map | None = None
    application: str = ""
    managed_by: str = ""
    other: Map | None = None


def read(doc: Map, settings: Mapping[str, Any], problems: Problems, loose: Loose) -> Document | None:
    """None where nobody can tell what it is about. settings: neodiff.yaml"""
    kind = next((kind for kind in documents.KINDS if kind in doc), None)
    if kind is None:
        first = next(iter(doc), "")
        hint = nearest(str(first), documents.KINDS)
        pos = doc.key_pos.get(first, doc.pos)
        problems.add(pos, "no key says what kind of object this is", f"got {str(first)!r}; {hint}")
        loose.names.add(str(doc.get(first)))
        return None
    form = documents.form(kind)
    doc = _one(doc, kind, form, problems, loose)
    checked = form.check(doc, doc.pos, _called(doc, kind), problems)
    if checked is None:
        checked = salvage(form, doc, doc.pos)
        _loosen(doc, kind, loose)
    if checked is None:
        loose.names.add(str(doc[kind]))
        return None
    if kind in _NO_OBJECTS:
        return Document(kind, other=checked)
    clashes.in_document(checked, kind, problems)
    return _object(checked, kind, settings, problems)


def _one(doc: Map, kind: str, form: Form, problems: Problems, loose: Loose) -> Map:
    """The document up to where another object begins in it."""
    known = form.fields if isinstance(form, Object) else {}
    after = dropwhile(lambda key: key != kind, doc)
    another = next((key for key in after if key in documents.KINDS and key not in known), None)
    if another is None:
        return doc
    where = f"{_called(doc, kind)}: {another!r} begins another object"
    problems.add(doc.key_pos[another], where, "begin its document with a line `---` before it")
    loose.names.add(str(doc[another]))
    out = Map(doc.pos)
    for key in takewhile(lambda key: key != another, doc):
        out.put(key, doc[key], doc.key_pos[key], doc.value_pos[key], doc.raw.get(key))
    return out


def _object(doc: Map, kind: str, settings: Mapping[str, Any], problems: Problems) -> Document:
    item = declared(doc, kind, settings.get("defaults") or {}, problems)
    platform = platform_named(str(settings.get("platform", "none")))
    if guests.is_about_platform(item, platform):
        guests.admit(doc, item, platform, problems)
    rows = doc if kind == "table" and not row_forms.FIELDS.keys().isdisjoint(doc) else None
    if rows is not None:
        _constraints(doc, item, problems)
    application, managed_by = (str(doc.get(key, "")) for key in ("application", "managed_by"))
    return Document(kind, item, rows, doc.get(trials.KIND), application, managed_by)


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
