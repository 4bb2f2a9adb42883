"""A checked document -> the facts it declares, with the names that PostgreSQL would generate.

Knows how documents nest and abbreviate. Must not know files, or what the catalog says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from neodiff.declare import row_forms, silences
from neodiff.declare.declaration import Silence
from neodiff.facts import Fact, FactId, Payload
from neodiff.kinds import ROOM, ROOMS, default_privileges, foreign_key, grants
from neodiff.kinds.base import GLOBAL, PUBLIC_MAJOR, index_of
from neodiff.kinds.owner import OWNED
from neodiff.kinds.schema import PUBLIC
from neodiff.problems import Pos, Problems
from neodiff.sql import generated_name, split_name, tokens
from neodiff.yaml.form import Name, Scalar
from neodiff.yaml.source import Map, Text

_NOT_PAYLOAD = frozenset(
    "comment owner grants renamed_from prune owned_by index_comment managed_by lint tests application".split()
)
# Kinds whose payload holds names and texts, no SQL.
_NO_SQL = frozenset(("server", "foreign_table"))
_COLUMN_SHORT = frozenset(("default", "primary_key", "unique", "check", "references"))


@dataclass(slots=True)
class Declared:
    """What one document declares: its object, the facts, where each stands, and which satellites it manages."""

    id: FactId
    facts: list[Fact] = field(default_factory=list)
    positions: dict[FactId, Pos] = field(default_factory=dict)
    renames: dict[FactId, str] = field(default_factory=dict)
    labels: dict[FactId, dict[str, str]] = field(default_factory=dict)
    managed: set[FactId] = field(default_factory=set)
    silences: list[Silence] = field(default_factory=list)
    prune: bool = False


def declared(doc: Map, kind: str, defaults: Mapping[str, Any], problems: Problems) -> Declared:
    """The facts of one document, in reading order. `defaults` is the same key of neodiff.yaml."""
    return _Reader(doc, kind, defaults, problems).read()


class _Reader:
    def __init__(self, doc: Map, kind: str, defaults: Mapping[str, Any], problems: Problems) -> None:
        self.doc, self.kind, self.defaults, self.problems = doc, kind, defaults, problems
        self.schema = "" if kind in GLOBAL else str(doc.get("schema", "public"))
        self.taken: set[str] = set()
        self.indexes: set[str] = set()
        self.child = not {"partition_of", "inherits", "of"}.isdisjoint(doc)
        self.out = Declared(FactId(kind, self.schema, str(doc[kind])))

    def read(self) -> Declared:
        if self.kind == "default_privileges":
            self._default_privileges()
            return self.out
        payload = self._payload(self.doc, ROOM[self.kind])
        name = str(self.doc[self.kind])
        name = getattr(ROOM[self.kind], "identity", lambda name, _: name)(name, payload)
        about = self.out.id = FactId(self.kind, self.schema, name)
        self._add(Fact(about, payload), self.doc.pos)
        self._satellites(about, self.doc)
        if self.kind == "enum":
            old = {
                str(item["value"]): str(item["renamed_from"]) for item in self.doc["values"] if "renamed_from" in item
            }
            self.out.labels |= {about: old} if old else {}
        if "owned_by" in self.doc:
            self._owned_by(about)
        self._reserve_names()
        for room in ROOMS:
            key = room.NESTED.get(self.kind)
            if key and key in self.doc:
                self._children(room, self.doc[key], about)
        if self.kind in ("view", "materialized_view", "foreign_table"):
            self._view_columns(about)
        if self.kind == "composite":
            for attribute, node in self.doc["attributes"].items():
                self._remarks(FactId("column", "", str(attribute), about), node)
                if "renamed_from" in node:
                    self.out.renames[FactId("column", "", str(attribute), about)] = str(node["renamed_from"])
        self.out.prune = bool(self.doc.get("prune"))
        return self.out

    def _add(self, fact: Fact, pos: Pos) -> None:
        if fact.id in self.out.positions:
            self.problems.add(
                pos, f"{fact.id}: declared twice", f"the other one stands at {self.out.positions[fact.id]}"
            )
            return
        if fact.id.kind not in _NO_SQL:
            plain = _plain(fact.id.kind)
            fact.payload = {key: value if key in plain else _closed(value) for key, value in fact.payload.items()}
        self.out.facts.append(fact)
        self.out.positions[fact.id] = pos

    def _payload(self, node: Map, room: Any) -> Payload:
        drop = _NOT_PAYLOAD | ({self.kind} if node is self.doc else set())
        if node is self.doc and self.kind != "extension":
            drop = drop | {"schema"}
        nested = {room.NESTED[self.kind] for room in ROOMS if self.kind in room.NESTED} if node is self.doc else set()
        if node is self.doc and self.kind in ("view", "materialized_view"):
            nested.add("columns")
        if node is self.doc and self.kind == "table":
            nested |= set(row_forms.FIELDS)
        plain = {str(key): value for key, value in node.items() if key not in drop | nested}
        return dict(getattr(room, "from_yaml", dict)(plain))

    # -- satellites

    def _satellites(self, about: FactId, node: Map) -> None:
        self._remarks(about, node)
        if "renamed_from" in node:
            self.out.renames[about] = str(node["renamed_from"])
        # what nests has its parent's owner, where it has one
        of_document = self.doc.get("owner") or ("" if about == PUBLIC else self.defaults.get("owner"))
        owner = node.get("owner") or of_document
        if owner and about.kind in OWNED:
            self._satellite("owner", about, {"role": str(owner)}, node)
        wanted = node.get("grants")
        if wanted is None and about.parent is None:
            wanted = (self.defaults.get("grants") or {}).get(about.kind)
        if wanted is not None and about.kind in grants.PRIVILEGES:
            payload = grants.from_yaml(wanted, about.kind, PUBLIC_MAJOR)
            if about.kind != "column" or payload:
                self._satellite("grants", about, payload, node)
            self.out.managed.add(FactId("grants", "", "", about))

    def _satellite(self, kind: str, about: FactId, payload: Payload, node: Map) -> None:
        fact_id = FactId(kind, "", "", about)
        self.out.managed.add(fact_id)
        self._add(Fact(fact_id, payload), node.key_pos.get(kind, node.pos))

    def _remarks(self, about: FactId, node: Any) -> None:
        """What is said about an object for people."""
        self.out.silences += silences.of_object(about, node)
        if isinstance(node, Map) and "comment" in node:
            comment = FactId("comment", "", "", about)
            self.out.managed.add(comment)
            if node["comment"]:
                self._add(Fact(comment, {"text": str(node["comment"])}), node.key_pos["comment"])

    # -- what nests

    def _reserve_names(self) -> None:
        """Names that are spelled out somewhere in the document are not generated for something else."""
        for key in ("checks", "exclusions"):
            self.taken.update(str(name) for name in self.doc.get(key) or ())
        self.indexes = {str(name) for name in self.doc.get("indexes") or ()}
        primary = self.doc.get("primary_key")
        for node in [
            *([primary] if primary else []),
            *(self.doc.get("unique") or ()),
            *(self.doc.get("foreign_keys") or ()),
        ]:
            if isinstance(node, Map) and "name" in node:
                self.taken.add(str(node["name"]))

    def _generated(self, *parts: str, label: str) -> str:
        """PostgreSQL's ChooseConstraintName(): the plain name, then with a number behind its label.

        An index has the name of its constraint, which is not taken by a constraint without one.
        """
        taken, n = self.taken | (self.indexes if label in ("key", "pkey") else set()), 0
        while (name := generated_name(*parts, label=label + (str(n) if n else ""))) in taken:
            n += 1
        self.taken.add(name)
        return name

    def _children(self, room: Any, nodes: Any, about: FactId) -> None:
        if room.KIND == "column":
            self._columns(nodes, about)
        elif room.KIND == "primary_key":
            self._constraint(room, nodes, about, nodes.pos)
        elif room.KIND in ("unique", "foreign_key"):
            for i, node in enumerate(nodes):
                self._constraint(room, node, about, nodes.item_pos[i])
        elif room.KIND in ("publication_table", "publication_schema"):
            self._members(room, nodes, about)
        else:
            for name, node in nodes.items():
                child = FactId(room.KIND, *self._place(room.KIND, str(name), node), about)
                if (payload := self._payload(node, room)) or not self.child:
                    self._add(Fact(child, payload), nodes.key_pos[name])  # else all but the comment is a parent's
                self._satellites(child, node)
                self._index_comment(child, node)

    def _place(self, kind: str, name: str, node: Map) -> tuple[str, str]:
        """(schema, name) of what nests: statistics may live in another schema than their table."""
        if kind != "statistics":
            return "", name
        schema = str(node.get("schema", self.schema))
        return schema if schema != self.schema else "", str(node.get("name", name))

    def _members(self, room: Any, nodes: Any, about: FactId) -> None:
        for i, node in enumerate(nodes):
            name = room.named(str(node[room.FORM.short]))
            if name is None:
                written, expected = str(node[room.FORM.short]), "expected table, or schema.table"
                self.problems.add(nodes.item_pos[i], f"{about}: {written!r} is no name of a table", expected)
            else:
                self._add(Fact(FactId(room.KIND, "", name, about), self._payload(node, room)), nodes.item_pos[i])

    def _index_comment(self, child: FactId, node: Map) -> None:
        if "index_comment" in node:
            index = index_of(child)
            self._add(
                Fact(FactId("comment", "", "", index), {"text": str(node["index_comment"])}),
                node.key_pos["index_comment"],
            )

    def _constraint(self, room: Any, node: Map, about: FactId, pos: Pos) -> None:
        columns = [str(name) for name in node.get("columns") or ()]
        name = node.get("name") or self._default_name(room.KIND, columns)
        child = FactId(room.KIND, "", str(name), about)
        plain = {str(key): value for key, value in node.items() if key != "name"}
        self._add_constraint(room, child, plain, node, pos)

    def _add_constraint(self, room: Any, child: FactId, plain: dict[str, Any], node: Map, pos: Pos) -> None:
        plain = {key: value for key, value in plain.items() if key not in _NOT_PAYLOAD}
        if room.KIND == "foreign_key":
            plain["__schema__"] = self.schema
            try:
                payload = foreign_key.from_yaml(plain)
            except ValueError:
                written = str(plain["references"])
                self.problems.add(
                    getattr(plain["references"], "pos", pos),
                    f"{child}: references {written!r} names no table",
                    "expected table.column, schema.table.column or table(column, ...); names that need it in double quotes",
                )
                return
        else:
            payload = dict(getattr(room, "from_yaml", dict)(plain))
        self._add(Fact(child, payload), pos)
        self._remarks(child, node)
        if isinstance(node, Map):
            self._index_comment(child, node)

    def _default_name(self, kind: str, columns: list[str]) -> str:
        table = str(self.doc[self.kind])
        if kind == "primary_key":
            return self._generated(table, label="pkey")
        return self._generated(table, "_".join(columns), label="key" if kind == "unique" else "fkey")

    def _columns(self, nodes: Map, about: FactId) -> None:
        room = ROOM["column"]
        shorts: list[Callable[[], None]] = []
        for order, (name, node) in enumerate(nodes.items(), 1):
            child = FactId("column", "", str(name), about)
            plain = {str(key): value for key, value in node.items() if key not in _NOT_PAYLOAD | _COLUMN_SHORT}
            if plain or not self.child:  # else all of it is a parent's
                self._add(Fact(child, dict(room.from_yaml(plain)), order), nodes.key_pos[name])
            self._satellites(child, node)
            if isinstance(node.get("identity"), Map) and "grants" in node["identity"]:
                self.out.managed.add(FactId("identity_grants", "", "", child))
            if "default" in node:
                default = FactId("default", "", "", child)
                self._add(Fact(default, {"expression": node["default"]}), node.key_pos["default"])
            shorts.append(lambda name=str(name), node=node: self._column_short(name, node, about))  # type: ignore[misc]
        for short in shorts:
            short()

    def _column_short(self, name: str, node: Map, about: FactId) -> None:
        for key in ("primary_key", "unique"):
            if node.get(key):
                child = FactId(key, "", self._default_name(key, [name]), about)
                self._add(Fact(child, {"columns": [name]}), node.key_pos[key])
        if "check" in node:
            child = FactId("check", "", self._generated(about.name, name, label="check"), about)
            self._add(Fact(child, {"expression": node["check"]}), node.key_pos["check"])
        if "references" in node:
            target = node["references"]
            plain: dict[str, Any] = {"columns": [name]}
            if isinstance(target, Map):
                plain["references"] = {str(k): v for k, v in target.items() if k in ("table", "schema", "column")}
                plain |= {str(k): v for k, v in target.items() if k not in ("table", "schema", "column", "name")}
            else:
                plain["references"] = target
            given = target.get("name") if isinstance(target, Map) else None
            child = FactId("foreign_key", "", str(given or self._default_name("foreign_key", [name])), about)
            self._add_constraint(ROOM["foreign_key"], child, plain, Map(node.pos), node.key_pos["references"])

    def _view_columns(self, about: FactId) -> None:
        nodes = self.doc.get("columns") or Map(self.doc.pos)
        for name, node in nodes.items():
            column = FactId("column", "", str(name), about)
            self._satellites(column, node)
            stored = {str(key): value for key, value in node.items() if key in ROOM["matview_column"].FORM.fields}
            if stored and about.kind == "materialized_view":
                self._add(Fact(FactId("matview_column", "", str(name), about), stored), nodes.key_pos[name])
            if "default" in node:
                self._add(
                    Fact(FactId("default", "", "", column), {"expression": node["default"]}), node.key_pos["default"]
                )

    # -- documents with a shape of their own

    def _owned_by(self, about: FactId) -> None:
        written = self.doc["owned_by"]
        parts = split_name(str(written))
        if parts is None or len(parts) not in (2, 3):
            pos = written.pos if isinstance(written, Text) else self.doc.pos
            self.problems.add(
                pos,
                f"{about}: owned_by {str(written)!r} names no column",
                "expected table.column or schema.table.column",
            )
            return
        schema, table, column = parts if len(parts) == 3 else (self.schema, *parts)
        fact = Fact(FactId("owned_by", "", "", about), {"schema": schema, "table": table, "column": column})
        self._add(fact, self.doc.key_pos["owned_by"])

    def _default_privileges(self) -> None:
        role = FactId("role", "", str(self.doc["default_privileges"]))
        schema = str(self.doc.get("in", ""))
        self.out.id = FactId("default_privileges", schema, "", role)
        for name, wanted in self.doc["grants"].items():
            payload = grants.from_yaml(wanted, default_privileges.KINDS[str(name)], PUBLIC_MAJOR)
            self._add(
                Fact(FactId("default_privileges", schema, str(name), role), payload), self.doc["grants"].key_pos[name]
            )


@cache
def _plain(kind: str) -> frozenset[str]:
    """The keys of a payload that hold no SQL, whatever stands in them."""
    fields = getattr(ROOM[kind].FORM, "fields", {})
    return frozenset(("body", "text", *(key for key, known in fields.items() if isinstance(known.form, Name | Scalar))))


def _closed(value: Any) -> Any:
    """SQL that ends in a comment must not swallow what comes after it."""
    if isinstance(value, Text) and "--" in value and list(tokens(value))[-1][0] == "comment":
        return Text(f"{value}\n", value.pos)
    return value


def roles_of(facts: Iterator[Fact]) -> set[str]:
    """Every role that facts name: owners, grantees, policies' roles, default privileges'."""
    out: set[str] = set()
    for fact in facts:
        kind, payload = fact.id.kind, fact.payload
        if kind == "owner":
            out.add(payload["role"])
        elif kind == "grants":
            out.update(payload)
        elif kind == "column":
            out.update(payload.get("identity_grants") or ())
        elif kind == "policy":
            out.update(payload.get("to") or ())
        elif kind == "user_mapping":
            out.add(fact.id.name)
        elif kind == "default_privileges":
            out.update(payload)
            if fact.id.parent is not None:
                out.add(fact.id.parent.name)
    return {str(role) for role in out} - {"public", grants.OWNER}
