"""Facts -> documents: the YAML of a live database, minimal and in reading order. Must not know files or YAML syntax."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff import secret
from neodiff.declare import beside, pull_kin
from neodiff.declare.pull_short import default, number, short, shorten, unwrapped
from neodiff.declare.render import FRESH
from neodiff.facts import Fact, FactBase, FactId, sort_key
from neodiff.kinds import ROOM, default_privileges
from neodiff.kinds.base import PUBLIC_MAJOR, Env, bare_name, index_of
from neodiff.kinds.schema import PUBLIC
from neodiff.sql import generated_name, ident, qualified, split_name
from neodiff.yaml.form import Scalar

_HOSTS: Final = ("table", "publication")
_CLAUSED: Final = ("table", "materialized_view", "view", "domain", "composite", "function", "procedure")
_LISTS: Final = ("unique", "foreign_key")
# How an object reads: what it is, what it is made of and what holds for that, who may do what, and last how it is stored.
_ORDER: Final = tuple(
    """
    schema comment owner unlogged partition_of bounds inherits of partition_by
    args returns language volatility parallel strict leakproof security window cost rows support transforms set
    symbol library body atomic type collation default not_null security_invoker security_barrier check_option
    query columns primary_key unique foreign_keys checks exclusions indexes rls policies triggers rules statistics grants options
    """.split()
)


def _place(key: str) -> int:
    """Options of views stay in their own order, which pg_dump tells."""
    first = "security_invoker" if key in ("security_barrier", "check_option") else key
    return _ORDER.index(first) if first in _ORDER else len(_ORDER)


@dataclass(slots=True)
class Pulled:
    """Documents by their object, and what neodiff.yaml has to say."""

    documents: dict[FactId, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


def pull(
    facts: FactBase,
    platform: str = "none",
    versioned: Collection[str] = (),
    defaults: Mapping[str, Any] | None = None,
) -> Pulled:
    """One document per object; what most objects have in common (owner, grants by kind) goes to the settings.

    `versioned`: extensions whose version is not the server's default one, and so is written; `defaults`: what the
    settings say already, instead of what most objects have.
    """
    writer = _Writer(facts, versioned)
    out = Pulled(settings={"platform": platform})
    if defaults is None:
        defaults = writer.defaults()
    if defaults:
        out.settings["defaults"] = defaults
    for fact_id in sorted(facts.facts, key=sort_key):
        if fact_id.parent is None and not writer.is_fresh(fact_id) and not writer.is_implied(fact_id):
            out.documents[fact_id] = writer.document(fact_id, defaults)
    for about in writer.hosts():
        out.documents[about] = writer.hosted(about)
    for (role, schema), classes in sorted(writer.default_privileges().items()):
        about = FactId("default_privileges", schema, role)
        out.documents[about] = {"default_privileges": role, **({"in": schema} if schema else {}), "grants": classes}
    if FactId("schema", "", "public") not in facts:
        out.settings["absent"] = ["public"]
    return out


class _Writer:
    def __init__(self, facts: FactBase, versioned: Collection[str]) -> None:
        self.facts, self.versioned = facts, versioned
        self.children = facts.children()
        self.inherited = pull_kin.Inherited(facts)
        self.comments: dict[FactId, str] = {
            fact_id.parent: fact.payload["text"]
            for fact_id, fact in facts.facts.items()
            if fact_id.kind == "comment" and fact_id.parent is not None
        }
        self.given = {
            (fact_id.parent.name, fact_id.schema, fact_id.name): fact.payload
            for fact_id, fact in facts.facts.items()
            if fact_id.kind == "default_privileges" and fact_id.parent is not None
        }
        self.view_parts = _view_parts(facts)

    # -- what is common

    def defaults(self) -> dict[str, Any]:
        owners = Counter(
            f.payload["role"] for i, f in self.facts.facts.items() if i.kind == "owner" and i.root.name != "public"
        )
        by_kind: dict[str, Counter[str]] = defaultdict(Counter)
        shapes: dict[str, Any] = {}
        for fact_id, fact in self.facts.facts.items():
            if (
                fact_id.kind == "grants"
                and fact_id.parent is not None
                and fact_id.parent.parent is None
                and fact_id.parent.name != "public"
            ):
                by_kind[fact_id.parent.kind][repr(fact.payload)] += 1
                shapes[repr(fact.payload)] = fact.payload
        out: dict[str, Any] = {}
        if owners:
            out["owner"] = min(owners, key=lambda role: (-owners[role], role))
        if by_kind:
            out["grants"] = {
                kind: shapes[min(counts, key=lambda shape: (-counts[shape], shape))]
                for kind, counts in sorted(by_kind.items())
            }
        return out

    def is_fresh(self, fact_id: FactId) -> bool:
        """Schema public as every new database has it needs no document."""
        if fact_id != PUBLIC:
            return False
        own = {i: f.payload for i, f in self.facts.facts.items() if i.inside(fact_id)}
        return own == FRESH

    def is_implied(self, fact_id: FactId) -> bool:
        """An operator family that comes with a class of its name, and holds nothing else, needs no document."""
        facts = self.facts.facts
        if fact_id.kind != "operator_family" or facts[fact_id].payload.keys() != {"using"} or fact_id in self.comments:
            return False
        same = fact_id._replace(kind="operator_class")
        owners = [facts[owner].payload for f in (fact_id, same) if (owner := FactId("owner", "", "", f)) in facts]
        return same in facts and "family" not in facts[same].payload and len(owners) == 2 and owners[0] == owners[1]

    def default_privileges(self) -> dict[tuple[str, str], dict[str, Any]]:
        out: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
        for fact_id in sorted(self.facts.facts, key=sort_key):
            if fact_id.kind == "default_privileges" and fact_id.parent is not None:
                out[fact_id.parent.name, fact_id.schema][fact_id.name] = self.facts[fact_id].payload
        return out

    # -- one object

    def document(self, about: FactId, defaults: Mapping[str, Any]) -> dict[str, Any]:
        fact = self.facts[about]
        if about.kind == "sql":
            run = [str(sql) for sql in ROOM["sql"].create(fact, (), Env())]
            return {
                "sql": about.name,
                "create": ";\n".join(run) + ";\n",
                "drop": ";\n".join(fact.payload["drop"]) + ";\n",
            }
        doc: dict[str, Any] = {about.kind: getattr(ROOM[about.kind], "spelled", bare_name)(about)}
        if about.schema and about.schema != "public":
            doc["schema"] = about.schema
        if about in self.comments:
            doc["comment"] = self.comments[about]
        elif about == PUBLIC:
            doc["comment"] = ""  # every new database's has one
        doc |= self._access(about, defaults)
        doc |= _near(secret.spelled(_plain(ROOM[about.kind], fact.payload), about), about)
        if about.kind == "extension" and about.name not in self.versioned:
            del doc["version"]
        for child in self.children.get(about, ()):
            if child.kind == "owned_by":
                owner = self.facts[child].payload
                table = (
                    ident(owner["table"])
                    if owner["schema"] == about.schema
                    else qualified(owner["schema"], owner["table"])
                )
                doc["owned_by"] = f"{table}.{ident(owner['column'])}"
        self._nested(about, doc)
        if about.kind == "composite":
            self._attributes(about, doc)
        if about.kind in ("view", "materialized_view", "foreign_table"):
            self._view_columns(about, doc)
        if about.kind in _CLAUSED:
            doc = unwrapped(doc)
        return {key: doc[key] for key in sorted(doc, key=lambda key: -1 if key == about.kind else _place(key))}

    def hosts(self) -> list[FactId]:
        """What is no fact, for it is a platform's, with facts inside."""
        parents = {parent for parent in self.children if parent.kind in _HOSTS and parent not in self.facts}
        return sorted(parents, key=sort_key)

    def hosted(self, about: FactId) -> dict[str, Any]:
        """What a platform's table or publication has of the user's own."""
        doc: dict[str, Any] = {about.kind: about.name, **({"schema": about.schema} if about.schema else {})}
        self._nested(about, doc)
        return {key: doc[key] for key in (about.kind, *(key for key in _ORDER if key in doc), "tables") if doc.get(key)}

    def _access(self, about: FactId, defaults: Mapping[str, Any]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        owner, acl = self.facts.get(FactId("owner", "", "", about)), self.facts.get(FactId("grants", "", "", about))
        fresh = about == PUBLIC
        if owner is not None and (owner.payload["role"] != defaults.get("owner") or fresh):
            out["owner"] = owner.payload["role"]
        if acl is not None and (fresh or acl.payload != (defaults.get("grants") or {}).get(about.kind)):
            out["grants"] = acl.payload
        return out

    def _nested(self, about: FactId, doc: dict[str, Any]) -> None:
        children = sorted(self.children.get(about, ()), key=lambda child: (self.facts[child].order, sort_key(child)))
        for child in children:
            room = ROOM[child.kind]
            key = room.NESTED.get(about.kind)
            if not key:
                continue
            node = self._child(child, room, about)
            if child.kind == "primary_key":
                doc[key] = node
            elif child.kind in (*_LISTS, *beside.MEMBERS):
                doc.setdefault(key, []).append(node)
            else:
                doc.setdefault(key, {})[beside.key(child, self.children[about])] = node
        if about.kind == "table":
            doc.setdefault("columns", {})
            for name, key, value in self.inherited.columns(about):
                doc["columns"].setdefault(name, {})[key] = default(value) if key == "default" else value
            for key, name, node in self.inherited.comments(about):
                pull_kin.add(doc, key, name, _near(node, about))
            if not doc["columns"] and not {"partition_of", "inherits", "of"}.isdisjoint(doc):
                del doc["columns"]
                return
            shorten(doc)
            doc["columns"] = {name: short(node, "type") for name, node in doc["columns"].items()}
            for key in [key for key in ("unique", "foreign_keys") if not doc.get(key, True)]:
                del doc[key]

    def _child(self, child: FactId, room: Any, about: FactId) -> Any:
        fact = self.facts[child]
        payload = fact.payload
        if child.kind == "foreign_key":
            payload = {**payload, "__schema__": about.schema}
        if child.kind == "column" and "identity" in payload:
            payload = self._with_grants(payload, about)
        node = _plain(room, payload)
        if child.kind == "user_mapping":
            node = secret.spelled(node, child)
        extra: dict[str, Any] = {}
        if child.kind in (*_LISTS, "primary_key") and child.name != self._default_name(fact, about):
            extra["name"] = child.name
        if child.kind in beside.MEMBERS:
            return beside.member(child, node)
        if child.kind == "statistics":
            extra |= beside.statistics(child, self.children[about], self.facts)
        if child in self.comments:
            extra["comment"] = self.comments[child]
        index = index_of(child)
        if child.kind in ("primary_key", "unique", "exclusion") and index in self.comments:
            extra["index_comment"] = self.comments[index]
        if child.kind == "column":
            acl = self.facts.get(FactId("grants", "", "", child))
            given = self.facts.get(FactId("default", "", "", child))
            if given is not None:
                node["default"] = default(given.payload["expression"], str(payload.get("type", "")))
            if acl is not None:
                extra["grants"] = acl.payload
            return {**node, **extra}
        if "partition_of" in node:
            node = _near(node, about)
        if room.FORM.short and not isinstance(node, dict):
            node = {room.FORM.short: node}
        return short({**extra, **node} if "name" in extra else {**node, **extra}, room.FORM.short)

    def _with_grants(self, payload: Mapping[str, Any], about: FactId) -> dict[str, Any]:
        """What its sequence grants is written where it is not what every new sequence does."""
        role = self.facts.get(FactId("owner", "", "", about))
        owner = str(role.payload["role"]) if role is not None else ""
        usual = default_privileges.initial("sequence", about.schema, owner, self.given, PUBLIC_MAJOR)
        found = payload.get("identity_grants") or {}
        rest = {key: value for key, value in payload.items() if key != "identity_grants"}
        return rest if found == usual else {**rest, "identity_grants": found}

    def _default_name(self, fact: Fact, about: FactId) -> str:
        columns = "_".join(fact.payload.get("columns") or ())
        if fact.id.kind == "primary_key":
            return generated_name(about.name, label="pkey")
        return generated_name(about.name, columns, label="key" if fact.id.kind == "unique" else "fkey")

    def _attributes(self, about: FactId, doc: dict[str, Any]) -> None:
        # what is there is the fact's own
        attributes, doc["attributes"] = doc["attributes"], {}
        for name, attribute in attributes.items():
            column = FactId("column", "", name, about)
            node = {**attribute, **({"comment": self.comments[column]} if column in self.comments else {})}
            doc["attributes"][name] = short(node, "type")

    def _view_columns(self, about: FactId, doc: dict[str, Any]) -> None:
        columns: dict[str, dict[str, Any]] = defaultdict(dict)
        for name, column in (self.facts[about].payload.get("columns") or {}).items():
            columns[name] = dict(column)
        for fact_id, column in self.view_parts.get(about, ()):
            payload = self.facts[fact_id].payload
            if fact_id.kind == "comment":
                columns[column.name]["comment"] = payload["text"]
            elif fact_id.kind == "grants":
                columns[column.name]["grants"] = payload
            elif fact_id.kind == "default":
                columns[column.name]["default"] = default(payload["expression"])
        for child in self.children.get(about, ()):
            if child.kind == "matview_column":
                columns[child.name] |= self.facts[child].payload
        if columns:
            doc["columns"] = {name: short(node, "type") for name, node in columns.items()}


def _view_parts(facts: FactBase) -> dict[FactId, list[tuple[FactId, FactId]]]:
    """What is no table -> what is said of its columns, and of which."""
    out: dict[FactId, list[tuple[FactId, FactId]]] = defaultdict(list)
    for fact_id in facts.facts:
        column = fact_id.parent
        if (
            column is not None
            and column.kind == "column"
            and column.parent is not None
            and column.parent.kind != "table"
        ):
            out[column.parent].append((fact_id, column))
    return {about: sorted(parts, key=lambda part: sort_key(part[0])) for about, parts in out.items()}


def _near(node: dict[str, Any], about: FactId) -> dict[str, Any]:
    """Names of other tables and types as they are said in this schema."""
    return {
        key: ([_nearer(name, about) for name in value] if isinstance(value, list) else _nearer(value, about))
        if key in ("partition_of", "inherits", "of")
        else value
        for key, value in node.items()
    }


def _nearer(name: str, about: FactId) -> str:
    parts = split_name(name) or []
    return ident(parts[1]) if len(parts) == 2 and parts[0] == about.schema else name


def _plain(room: Any, payload: Mapping[str, Any]) -> dict[str, Any]:
    node = getattr(room, "to_yaml", dict)(dict(payload))
    if not isinstance(node, Mapping):
        return {room.FORM.short: node}
    return {
        key: {k: number(v) for k, v in value.items()} if key == "options" and _is_plain(room) else value
        for key, value in node.items()
    }


def _is_plain(room: Any) -> bool:
    """Are its options texts in which a number needs no quotes?"""
    form = getattr(getattr(room.FORM.fields.get("options"), "form", None), "form", None)
    return Scalar() in (form, *getattr(form, "forms", ()))
