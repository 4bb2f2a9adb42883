"""The book as DBML, the language of dbdiagram: tables, indexes, enums and foreign keys. Must not know other formats.

DBML has no escape for a quote in a name, or for a backtick in an expression: there another sign stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from neodiff.docs.book import Book
from neodiff.facts import FactBase, FactId, sort_key
from neodiff.review.words import shown, visible
from neodiff.sql import split_name

_ACTIONS: Final = ("cascade", "restrict", "set null", "set default", "no action")


def files(book: Book) -> dict[str, str]:
    writer = _Writer(book.facts)
    return {"schema.dbml": "\n".join(writer.lines()).rstrip("\n") + "\n"}


class _Writer:
    def __init__(self, facts: FactBase) -> None:
        self.facts = facts
        self.parts: dict[FactId, list[FactId]] = defaultdict(list)
        for fact_id in facts:
            if fact_id.parent is not None:
                self.parts[fact_id.parent].append(fact_id)

    def lines(self) -> Iterator[str]:
        every = sorted(self.facts, key=sort_key)
        for about in (each for each in every if each.kind == "enum"):
            yield f"Enum {_path(about)} {{"
            yield from (f"  {_name(str(value))}" for value in self.facts[about].payload["values"])
            yield from ("}", "")
        tables = [each for each in every if each.kind in ("table", "foreign_table") and each.parent is None]
        drawn = [each for each in tables if self._columns(each)]
        for about in drawn:
            yield from self._table(about)
        for key in (each for each in every if each.kind == "foreign_key"):
            yield from self._reference(key, drawn)

    def _columns(self, about: FactId) -> list[FactId]:
        columns = [each for each in self.parts[about] if each.kind == "column"]
        return sorted(columns, key=lambda each: self.facts[each].order)

    def _table(self, about: FactId) -> Iterator[str]:
        yield f"Table {_path(about)} {{"
        for column in self._columns(about):
            payload = self.facts[column].payload
            said = ["not null"] if payload.get("not_null") else []
            said += ["increment"] if payload.get("identity") else []
            default = self.facts.get(FactId("default", "", "", column))
            said += [f"default: `{_expression(default.payload['expression'])}`"] if default is not None else []
            said += self._note(column)
            yield f"  {_name(column.name)} {_type(str(payload['type']))}{_settings(said)}"
        if indexes := list(self._indexes(about)):
            yield from ("", "  indexes {", *(f"    {line}" for line in indexes), "  }")
        if note := self._note(about):
            yield f"  {note[0].replace('note', 'Note', 1)}"
        yield from ("}", "")

    def _note(self, about: FactId) -> list[str]:
        comment = self.facts.get(FactId("comment", "", "", about))
        return [f"note: {_text(str(comment.payload['text']))}"] if comment is not None else []

    def _indexes(self, about: FactId) -> Iterator[str]:
        for each in sorted(self.parts[about], key=lambda each: (each.kind != "primary_key", sort_key(each))):
            payload = self.facts[each].payload
            if each.kind in ("primary_key", "unique") and payload.get("columns"):
                said = "pk" if each.kind == "primary_key" else f"unique, name: {_text(each.name)}"
                yield f"({', '.join(map(_name, payload['columns']))}) [{said}]"
            elif each.kind == "index" and payload.get("columns"):
                parts = (
                    _name(part["column"]) if "column" in part else f"`{_expression(part.get('expression', ''))}`"
                    for part in payload["columns"]
                )
                unique = "unique, " if payload.get("unique") else ""
                yield f"({', '.join(parts)}) [{unique}name: {_text(each.name)}]"

    def _reference(self, key: FactId, drawn: Sequence[FactId]) -> Iterator[str]:
        payload = self.facts[key].payload
        if key.parent is None or key.parent not in drawn or "columns" not in payload:
            return
        to = payload["references"]
        target = FactId("table", to["schema"], to["table"])
        if target not in drawn:
            yield f"// {_line(f'{key.path} refers to {target.path}, which is not declared here')}"
            return
        said = [
            f"{word}: {payload[name]}"
            for word, name in (("delete", "on_delete"), ("update", "on_update"))
            if payload.get(name) in _ACTIONS
        ]
        ends = f"{_end(key.parent, payload['columns'])} > {_end(target, to['columns'])}"
        yield f"Ref {_name(key.name)}: {ends}{_settings(said)}"


def _settings(said: Sequence[str]) -> str:
    return f" [{', '.join(said)}]" if said else ""


def _end(about: FactId, columns: Sequence[str]) -> str:
    names = ", ".join(map(_name, columns))
    return f"{_path(about)}.{names if len(columns) == 1 else f'({names})'}"


def _path(about: FactId) -> str:
    return f"{_name(about.schema)}.{_name(about.name)}"


def _name(name: str) -> str:
    return '"' + visible(name).replace("\\", "\\\\").replace('"', "”") + '"'


def _type(spelled: str) -> str:
    """A type of a schema is named with it, so that an enum is found."""
    parts = split_name(spelled)
    return ".".join(map(_name, parts)) if parts is not None and len(parts) == 2 else _name(spelled)


def _expression(sql: object) -> str:
    return shown(str(sql)).replace("`", "´")


def _line(said: str) -> str:
    return visible(" ".join(said.split()))


def _text(said: str) -> str:
    return "'" + _line(said).replace("\\", "\\\\").replace("'", "\\'") + "'"
