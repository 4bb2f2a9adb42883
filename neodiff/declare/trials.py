"""`tests:` of a table or view, and documents that are nothing else -> the Trials of a declaration.

Knows which keys there are and what they mean together. Must not know policies, grants or servers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from neodiff.declare.catalog_names import Known
from neodiff.declare.declaration import Declaration
from neodiff.declare.row_forms import Mapping as AnyMapping
from neodiff.declare.row_tables import Tables
from neodiff.declare.row_values import Wrong, text
from neodiff.facts import FactId
from neodiff.platforms import platform_named
from neodiff.problems import Pos, Problems
from neodiff.sql import split_name
from neodiff.trials import COMMANDS, HIDDEN, REFUSED, Given, Person, Trial
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form import Choice, Field, ListOf, MapOf, Name, Object, OneOrMany, Str
from neodiff.yaml.form_base import nearest
from neodiff.yaml.values import Map

KIND: Final = "tests"
RELATIONS: Final = ("table", "view", "materialized_view", "foreign_table")
_WHO: Final = "person"
_ROW: Final = AnyMapping(doc="column: value; {person: anna} is the id in anna's claims", noun="row")
_COMMANDS: Final = {
    "who": Field(OneOrMany(Name()), required=True, doc="a person of `people:`, or several"),
    "select": Field(_ROW, doc="column: value of the rows that are read; {} is all of them"),
    "insert": Field(_ROW, doc="the row that is inserted"),
    "update": Field(_ROW, doc="column: value of the rows that are updated"),
    "set": Field(_ROW, doc="what an update sets"),
    "delete": Field(_ROW, doc="column: value of the rows that are deleted"),
    "because": Field(Str(), doc="the reason, for the reader"),
}
_DENIED: Final = {
    **_COMMANDS,
    "how": Field(
        Choice(REFUSED, HIDDEN), doc="refused: an error (42501); hidden: no error and no row; either unless said"
    ),
}
_TABLE: Final = {"table": Field(Str(), required=True, doc="table or view, schema.name where it is not in public")}


def _lists(more: Mapping[str, Field]) -> dict[str, Field]:
    return {
        "allow": Field(
            ListOf(Object({**more, **_COMMANDS}, noun="allow")), doc="what must work, with all rows that match"
        ),
        "deny": Field(ListOf(Object({**more, **_DENIED}, noun="deny")), doc="what must not work, with any of them"),
    }


_OWN_ROWS: Final = Field(ListOf(_ROW), doc="rows that are there in all tests; what is left out is null, or made up")
OF_RELATION: Final = Object({"rows": _OWN_ROWS, **_lists({})}, noun="tests", doc="who may do what with which rows")
DOCUMENT: Final = Object(
    {
        "tests": Field(Name(), required=True),
        "people": Field(
            MapOf(
                Object(
                    {
                        "role": Field(Name(), required=True, doc="role of the database"),
                        "claims": Field(AnyMapping(), doc="claims of the request's token (request.jwt.claims)"),
                        "comment": Field(Str()),
                    },
                    noun="person",
                )
            ),
            doc="who tries things, in the tests of all documents",
        ),
        "rows": Field(
            MapOf(ListOf(_ROW), key=Str()),
            doc="table: rows that are there in all tests; what is left out is null, or made up where it cannot be",
        ),
        **_lists(_TABLE),
    },
    noun="tests",
    doc="people and rows of tests, and tests of any table",
)


def read(
    declaration: Declaration, documents: Sequence[tuple[FactId | None, Map]], known: Known, problems: Problems
) -> None:
    """Fill the declaration's tests. `documents`: the table or view that the tests are of, or None for a document of tests."""
    reader = _Reader(declaration, Tables(declaration, known), known, problems)
    for _, doc in documents:
        for name, node in (doc.get("people") or {}).items():
            reader.person(str(name), node, doc["people"].key_pos[name])
    for relation, doc in documents:
        if relation is not None:
            reader.rows(relation, doc.get("rows") or ())
            continue
        by_table: Map = doc.get("rows") or Map(doc.pos)
        for name, rows in by_table.items():
            if (about := reader.relation(str(name), by_table.key_pos[name])) is not None:
                reader.rows(about, rows)
    for relation, doc in documents:
        for allows in (True, False):
            for node in doc.get("allow" if allows else "deny") or ():
                reader.trial(relation, node, allows)


class _Reader:
    def __init__(self, declaration: Declaration, tables: Tables, known: Known, problems: Problems) -> None:
        self.declaration, self.tables, self.known, self.problems = declaration, tables, known, problems
        self.out = declaration.trials

    def person(self, name: str, node: Map, pos: Pos) -> None:
        if (other := self.out.people.get(name)) is not None:
            self.problems.add(pos, f"person {name}: declared twice", f"the other one stands at {other.pos}")
            return
        claims = json.loads(json.dumps(node.get("claims") or {}, default=str))
        self.out.people[name] = Person(name, str(node["role"]), claims, pos)

    def rows(self, table: FactId, rows: Sequence[Map]) -> None:
        for row in rows:
            values = self._values(table, row, f"rows of {table}")
            self.out.rows.append(Given(table, values, row.pos))

    def trial(self, relation: FactId | None, node: Map, allows: bool) -> None:
        word = "allow" if allows else "deny"
        about = relation or self.relation(str(node["table"]), node.value_pos["table"])
        given = [command for command in COMMANDS if command in node]
        if len(given) != 1:
            got = f"got {' and '.join(given)}" if given else "got none"
            self.problems.add(node.pos, f"tests: {word}: expected one of {', '.join(COMMANDS)}; {got}")
            return
        command = given[0]
        if ("set" in node) != (command == "update"):
            missing = "an update needs `set:`, column: value" if command == "update" else "`set:` is for an update"
            self.problems.add(node.pos, f"tests: {word}: {missing}")
            return
        if node.get("how") == HIDDEN and command == "insert":
            self.problems.add(node.value_pos["how"], "tests: deny: a new row is refused, never hidden", "say refused")
            return
        if about is None:
            return
        where = f"tests of {about}: {word}: {command}"
        values = self._values(about, node[command], where)
        written = self._values(about, node["set"], where) if command == "update" else values
        for who, at in self._who(node, where):
            match = {} if command == "insert" else values
            new = {} if command in ("select", "delete") else written
            self.out.trials.append(Trial(about, who, allows, command, match, new, str(node.get("how", "")), at))

    def _who(self, node: Map, where: str) -> Iterator[tuple[str, Pos]]:
        for name, at in zip(node["who"], node["who"].item_pos):
            if str(name) in self.out.people:
                yield str(name), at
            else:
                self.problems.add(at, f"{where}: no person {str(name)!r}", nearest(str(name), self.out.people))

    def relation(self, written: str, pos: Pos) -> FactId | None:
        parts = split_name(written)
        if parts is None or len(parts) not in (1, 2):
            self.problems.add(pos, f"tests: {written!r} is no name of a table", "expected table, or schema.table")
            return None
        schema, name = parts if len(parts) == 2 else ["public", *parts]
        for kind in RELATIONS:
            if (found := FactId(kind, schema, name)) in self.declaration.facts:
                return found
        platform = platform_named(self.declaration.platform)
        if f"{schema}.{name}" in platform.tables or (schema, name) in self.known.relations:
            return FactId("table", schema, name)
        names = [each.path.removeprefix("public.") for each in self.declaration.facts if each.kind in RELATIONS]
        self.problems.add(pos, f"tests: no table or view {schema}.{name}", nearest(written, names))
        return None

    def _values(self, about: FactId, node: Mapping[str, Any], where: str) -> dict[str, str | None]:
        out = {}
        for name in node:
            key_pos, at, raw = place(dict(node) if not isinstance(node, Map) else node, name, Pos("", 1, 1))
            try:
                out[str(name)] = self._value(about, str(name), node[name], raw, at, key_pos)
            except Wrong as wrong:
                self.problems.add(wrong.pos, f"{where}: {name}: {wrong.message}", wrong.hint)
        return out

    def _value(self, about: FactId, name: str, node: Any, raw: str | None, at: Pos, key_pos: Pos) -> str | None:
        if self.tables.lacks(about, name):
            columns = self.known.relations.get((about.schema, about.name)) or ()
            raise Wrong(key_pos, "no such column", nearest(name, sorted(columns)))
        if isinstance(node, dict) and set(node) == {_WHO}:
            person = self.out.people.get(str(node[_WHO]))
            if person is None:
                raise Wrong(at, f"no person {str(node[_WHO])!r}", nearest(str(node[_WHO]), self.out.people))
            if "sub" not in person.claims:
                raise Wrong(at, f"{person.name} has no `sub` among the claims", f"it would stand at {person.pos}")
            return str(person.claims["sub"])
        return text(node, raw, at, self.tables.sort(about, name))
