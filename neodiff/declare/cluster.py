"""Documents of roles and parameters, and `database:` of neodiff.yaml -> what is declared beside the schema.

Must not know files, or what the catalog says. A role that nobody names is nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactId, Payload
from neodiff.kinds import database, grants, role, settings
from neodiff.kinds.base import PUBLIC_MAJOR
from neodiff.platforms import platform_named
from neodiff.problems import Pos, Problems
from neodiff.yaml.source import Map
from neodiff.yaml.values import Seq

DATABASE: Final = FactId(database.KIND, "", database.NAME)
_PREDEFINED: Final = "pg_"
# reserved words for roles, RoleSpec in PostgreSQL's gram.y, and what a role may be called in SQL but never is
_RESERVED: Final = frozenset(("public", "none", "current_user", "current_role", "session_user"))


def of_settings(declaration: Declaration, problems: Problems) -> None:
    """`database:` of neodiff.yaml."""
    node = declaration.settings.get("database")
    if node is None:
        return
    out = _Writer(declaration, problems, DATABASE)
    out.add(Fact(DATABASE, {}), node.pos)
    out.satellites(node)
    out.settings(node, "settings")


def _role(doc: Map, declaration: Declaration, problems: Problems) -> None:
    about = FactId(role.KIND, "", str(doc["role"]))
    out = _Writer(declaration, problems, about)
    platform = platform_named(declaration.platform)
    if about.name in {each.name for each in platform.roles}:
        problems.add(doc.pos, f"{about}: is {platform.name}'s", "its roles are never made or changed: take it out")
    elif about.name.startswith(_PREDEFINED) or about.name in _RESERVED:
        problems.add(doc.pos, f"{about}: PostgreSQL reserves this name", "expected the name of a role of your own")
    elif doc.get("absent"):
        out.absent(doc)
    else:
        out.role(doc)


def _parameter(doc: Map, declaration: Declaration, problems: Problems) -> None:
    about = FactId("parameter", "", str(doc["parameter"]).lower())
    out = _Writer(declaration, problems, about)
    out.add(Fact(about, {}), doc.pos)
    out.satellites(doc)


READERS: Final[Mapping[str, Callable[[Map, Declaration, Problems], None]]] = {"role": _role, "parameter": _parameter}


class _Writer:
    """Adds facts about one object, each once."""

    def __init__(self, declaration: Declaration, problems: Problems, about: FactId) -> None:
        self.declaration, self.problems, self.about = declaration, problems, about

    def add(self, fact: Fact, pos: Pos) -> None:
        cluster, positions = self.declaration.cluster, self.declaration.positions
        if fact.id in cluster.facts or fact.id in cluster.absent:
            self.problems.add(pos, f"{fact.id}: declared twice", f"the other one stands at {positions[fact.id]}")
            return
        cluster.facts[fact.id] = fact
        positions[fact.id] = pos

    def absent(self, doc: Map) -> None:
        for key in doc:
            if key not in ("role", "absent"):
                hint = "take that out, or `absent:`"
                self.problems.add(doc.key_pos[key], f"{self.about}: {key}: of a role that shall not exist", hint)
        self.add(Fact(self.about, {}), doc.pos)
        self.declaration.cluster.facts.pop(self.about)
        self.declaration.cluster.absent.add(self.about)

    def role(self, doc: Map) -> None:
        try:
            payload = role.from_yaml(doc)
        except ValueError:
            pos, written = doc.value_pos["valid_until"], str(doc["valid_until"])
            hint = "expected a time such as 2030-01-31 12:00+01, or infinity"
            self.problems.add(pos, f"{self.about}: valid_until: {written!r} is no time", hint)
            return
        self.add(Fact(self.about, payload), doc.pos)
        self.satellites(doc)
        self._exact("comment")
        for key in ("settings", "database_settings"):
            self.settings(doc, key)
        for key in ("member_of", "members"):
            if key in doc:
                self._exact(key)
                self._memberships(doc[key], key)

    def satellites(self, node: Map) -> None:
        """Comment and grants, where they are said."""
        if "comment" in node:
            self._exact("comment")
            self.add(Fact(self._id("comment"), {"text": str(node["comment"])}), node.key_pos["comment"])
        if "grants" in node:
            self._exact("grants")
            payload = grants.from_yaml(node["grants"], self.about.kind, PUBLIC_MAJOR)
            self.add(Fact(self._id("grants"), payload), node.key_pos["grants"])

    def settings(self, node: Map, key: str) -> None:
        if key not in node:
            return
        self._exact(key)
        payload: Payload = {}
        for name, values in node[key].items():
            try:
                payload |= settings.from_yaml({name: values})
            except ValueError as error:
                self.problems.add(node[key].key_pos[name], f"{self.about}: {key}: {error}", "take it out")
        if payload:
            self.add(Fact(self._id(key), payload), node.key_pos[key])

    def _memberships(self, nodes: Map | Seq, key: str) -> None:
        for i, name in enumerate(nodes):
            payload: Payload = {}
            if isinstance(nodes, Map):
                payload |= {str(option): value for option, value in nodes[name].items()}
            at = nodes.key_pos[name] if isinstance(nodes, Map) else nodes.item_pos[i]
            other = FactId(role.KIND, "", str(name))
            group, member = (other, self.about) if key == "member_of" else (self.about, other)
            if str(name) in _RESERVED or group == member:
                self.problems.add(
                    at, f"{self.about}: {key}: {str(name)!r} can be no such role", "expected another role"
                )
                continue
            self.add(Fact(FactId("membership", "", group.name, member), payload), at)

    def _id(self, kind: str) -> FactId:
        return FactId(kind, "", "", self.about)

    def _exact(self, what: str) -> None:
        self.declaration.cluster.exact.add(self._id(what))
