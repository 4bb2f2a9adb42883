"""Declaration -> ordered SQL, without any server: the planner from a fresh database to what is declared.

What needs what is read off the names in the SQL text; PostgreSQL decides later. Must not know connections.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from neodiff.declare import kin, named
from neodiff.declare.load import Declaration, RawSql
from neodiff.facts import Fact, FactBase, FactId, Payload
from neodiff.kinds import default_privileges, grants
from neodiff.kinds.base import PUBLIC_MAJOR, ROUTINES, Env, bare_name, collation_sql, own_functions
from neodiff.kinds.identity import sequence_of
from neodiff.kinds.range import multirange
from neodiff.kinds.schema import PUBLIC
from neodiff.plan.actions import statements
from neodiff.plan.changes import changes
from neodiff.plan.graph import CycleError
from neodiff.platforms import platform_named
from neodiff.sql import name_of, significant
from neodiff.sql import statements as split_statements
from neodiff.statement import Statement

# Schema public as initdb makes it (PostgreSQL 15 and later).
FRESH: Final[Mapping[FactId, Payload]] = {
    PUBLIC: {},
    FactId("owner", "", "", PUBLIC): {"role": "pg_database_owner"},
    FactId("grants", "", "", PUBLIC): {"public": ["usage"]},
    FactId("comment", "", "", PUBLIC): {"text": "standard public schema"},
}
_RELATIONS: Final = frozenset(("table", "view", "materialized_view", "foreign_table", "sequence"))
_TYPES: Final = frozenset(("enum", "composite", "domain", "range", "type"))
_CLASSES: Final = frozenset(
    """table type aggregate function procedure view collation operator domain sequence publication server wrapper language
    configuration dictionary parser template family class method conversion statistics""".split()
)
_SIGNS: Final = frozenset("-+*/<>=~!@#%^&|`?")
_INDEXED: Final = ("primary_key", "unique", "index", "exclusion")
_NO_SUBQUERY: Final = frozenset(("column", "default", "check", "index", "exclusion", "domain", "statistics"))
_NO_SQL: Final = frozenset("text role body schema version values comment event publish tags".split())


def render(declaration: Declaration, major: int = PUBLIC_MAJOR) -> list[Statement]:
    """The statements that make everything declared in a fresh database of a server of `major`, raw `sql:` documents last.

    Raises PlanError where the declaration needs itself in a circle.
    """
    fresh = FactBase(facts={fact_id: Fact(fact_id, payload) for fact_id, payload in FRESH.items()}, major=PUBLIC_MAJOR)
    wanted = fact_base(declaration)
    env = _env(declaration, major)
    try:
        out = statements(changes(fresh, wanted, env), env)
    except CycleError:
        # A name may be a column's or another object's: without a server such needs are wishes.
        wanted = fact_base(declaration, wishes=True)
        out = statements(changes(fresh, wanted, env), env)
    return out


def _raw(document: RawSql) -> Fact:
    """A `sql:` document as a fact: its text keeps its place in the file, so that an error can point there."""
    return Fact(FactId("sql", "", document.name), {"create": [document.create]})


def _made(text: str) -> Iterator[tuple[str, str]]:
    """(schema, name) of what CREATE statements in a `sql:` document make; schema is empty where it is not said."""
    for sql in split_statements(text):
        found = significant(sql)
        words = [token[1].lower() for token in found]
        if words[:1] != ["create"]:
            continue
        at = next((i for i, word in enumerate(words) if word in _CLASSES), None)
        if at is None:
            continue
        at += 4 if words[at + 1 : at + 4] == ["if", "not", "exists"] else 1
        names = []
        while at < len(found) and (name := name_of(found[at])) is not None:
            names.append(name)
            if at + 1 >= len(found) or found[at + 1][1] != ".":
                break
            at += 2
        if names:
            yield (names[0] if len(names) > 1 else ""), names[-1]


def _env(declaration: Declaration, major: int) -> Env:
    owners = {
        fact_id.parent: fact.payload["role"] for fact_id, fact in declaration.facts.items() if fact_id.kind == "owner"
    }
    classic = platform_named(declaration.platform).default_grants

    def initial(about: FactId) -> Payload:
        return default_privileges.initial(about.kind, about.schema, "", {}, major)

    def possible(about: FactId) -> Payload:
        if about.schema != "public" or about.kind not in grants.CLASSES:
            return initial(about)
        return {**initial(about), **classic.get(grants.CLASSES[about.kind], {})}

    versioned = frozenset(
        f.id.name for f in declaration.facts.values() if f.id.kind == "extension" and "version" in f.payload
    )
    return Env(major, None, owners.get, initial, possible, versioned)


def fact_base(declaration: Declaration, *, wishes: bool = False) -> FactBase:
    """What is declared as a fact base: schema public is there unless declared absent.

    With `wishes`, what SQL text names had better be there before; else it must be.
    """
    base = FactBase(major=PUBLIC_MAJOR)
    if "public" not in declaration.absent:
        for fact_id, payload in FRESH.items():
            if fact_id.kind != "comment" or fact_id not in declaration.managed:  # `comment: ""` is that it has none
                base.add(Fact(fact_id, payload))
    for fact in declaration.facts.values():
        base.add(fact)
    for fact in [fact for fact in base.facts.values() if fact.id.kind == "owned_by"]:
        if FactId("table", str(fact.payload["schema"]), str(fact.payload["table"])) in base:
            base.facts.pop(FactId("owner", "", "", fact.id.parent), None)  # its table's
    for document in declaration.raw:
        base.add(_raw(document))
    names = _Names(base, declaration.search_path)
    for document in declaration.raw:
        names.add_raw(FactId("sql", "", document.name), str(document.create))
    structure = _Structure(base, declaration.search_path)
    for fact_id, fact in base.facts.items():
        base.needs[fact_id] = set(structure.needs(fact))
        named = {other for other in names.in_payload(fact) if not other.inside(fact_id) and not fact_id.inside(other)}
        if wishes:
            base.soft[fact_id] = named
        else:
            base.needs[fact_id] |= named
        if "body" in fact.payload:
            called = {other for other in names.in_text(str(fact.payload["body"])) if other != fact_id}
            base.soft[fact_id] = base.soft.get(fact_id, set()) | called
    for function, kind in own_functions(base):
        base.owned[function].add(kind)
    return base


class _Structure:
    """What facts need by their own shape, whatever their SQL says."""

    def __init__(self, base: FactBase, search_path: list[str]) -> None:
        self.base, self.search_path = base, search_path
        self.keys: dict[FactId, list[Fact]] = defaultdict(list)  # table -> its keys and indexes
        self.made: dict[tuple[str, str], list[FactId]] = defaultdict(
            list
        )  # (schema, table) -> the `sql:` document that makes it
        for fact_id, fact in base.facts.items():
            if fact_id.kind in _INDEXED and fact_id.parent is not None:
                self.keys[fact_id.parent].append(fact)
            elif fact_id.kind == "sql":
                for name in _made(str(fact.payload["create"][0])):
                    self.made[name].append(fact_id)

    def needs(self, fact: Fact) -> Iterator[FactId]:
        fact_id, parent, base = fact.id, fact.id.parent, self.base
        if (holder := base.holder(fact_id)) is not None:
            yield holder
        schema = FactId("schema", "", fact_id.schema or str(fact.payload.get("schema", "")))
        if parent is None and schema in base and fact_id.kind != "schema":
            yield schema
        if fact_id.kind == "foreign_key":
            yield from self._referenced(fact)
        if fact_id.kind in ("table", "foreign_table"):
            yield from (other for other in kin.needs(fact) if other in base)
        if fact_id.kind == "grants" and parent is not None and parent.kind == "column":
            yield FactId("grants", "", "", parent.parent)
        if fact_id.kind == "owner" and fact_id.root.schema:
            yield FactId("grants", "", "", FactId("schema", "", fact_id.root.schema))
        if fact_id.kind == "owned_by":
            table = FactId("table", fact.payload["schema"], fact.payload["table"])
            yield FactId("column", "", fact.payload["column"], table)
            yield from self.made[table.schema, table.name]
        yield from (other for other in named.needs(fact, self.search_path) if other in base)
        if fact_id.kind in (*_INDEXED, "foreign_key", "statistics"):
            yield from (
                FactId("column", "", name, parent)
                for name in fact.payload.get("columns") or ()
                if isinstance(name, str)
            )

    def _referenced(self, fact: Fact) -> Iterator[FactId]:
        """A foreign key needs the key that it refers to."""
        target = fact.payload["references"]
        table = FactId("table", str(target["schema"]), str(target["table"]))
        wanted = {str(name) for name in target.get("columns") or ()}
        for key in self.keys[table]:
            columns = {
                name if isinstance(name, str) else name.get("column") for name in key.payload.get("columns") or ()
            }
            if columns == wanted or (not wanted and key.id.kind == "primary_key"):
                yield key.id
        if table in self.base:
            yield table
        yield from self.made[table.schema, table.name]


class _Names:
    """Declared objects by name, to find them in SQL text."""

    def __init__(self, base: FactBase, search_path: list[str]) -> None:
        self.search_path = search_path
        self.by_name: dict[str, list[FactId]] = defaultdict(list)
        # what a column or `sql:` document makes beside itself -> its schema
        self.made_in: dict[tuple[FactId, str], str] = {}
        for fact_id in base.facts:
            if fact_id.parent is None and fact_id.kind in _RELATIONS | _TYPES | ROUTINES | {"operator", "collation"}:
                self.by_name[bare_name(fact_id)].append(fact_id)
        for fact in [fact for fact in base.facts.values() if fact.id.kind == "range"]:
            self.by_name[multirange(fact)[1]].append(fact.id)
        for fact in [fact for fact in base.facts.values() if fact.id.kind == "column" and fact.payload.get("identity")]:
            sequence = sequence_of(fact)
            self.by_name[sequence.name].append(fact.id)
            self.made_in[fact.id, sequence.name] = sequence.schema

    def add_raw(self, fact_id: FactId, text: str) -> None:
        for schema, name in _made(text):
            self.by_name[name].append(fact_id)
            self.made_in[fact_id, name] = schema or self.search_path[0]

    def in_payload(self, fact: Fact) -> Iterator[FactId]:
        relations = fact.id.kind not in _NO_SUBQUERY
        for key, text in _texts(fact.payload):
            if key in named.CALLED:
                yield from self.in_text(f"{text}()")
            if key == "collation":
                yield from self.in_text(f"collate {collation_sql(text)}")
            yield from self.in_text(text, relations=relations or key == "type")

    def in_text(self, text: str, *, relations: bool = True) -> Iterator[FactId]:
        found = significant(text)
        yield from (o for o in self._operators(found))
        for i, token in enumerate(found):
            if token[0] == "string" and token[1].startswith("'"):
                yield from (o for o in self._sequences(token[1][1:-1]))
                continue
            name = name_of(token)
            if name is None or name not in self.by_name:
                continue
            dotted = i >= 2 and found[i - 1][1] == "."
            schema = name_of(found[i - 2]) if dotted else None
            called = i + 1 < len(found) and found[i + 1][1] == "("
            for candidate in self.by_name[name]:
                if (lives := self.made_in.get((candidate, name))) is not None:
                    if lives == schema or (schema is None and lives in self.search_path):
                        yield candidate
                    continue
                if candidate.schema != schema and (schema is not None or candidate.schema not in self.search_path):
                    continue
                if candidate.kind in _RELATIONS and (called or not relations) and not _after_from(found, i, dotted):
                    continue
                if candidate.kind in ROUTINES and not called:
                    continue
                before = i - (3 if dotted else 1)
                if candidate.kind == "collation" and (before < 0 or found[before][1].lower() != "collate"):
                    continue
                yield candidate

    def _operators(self, found: list[tuple[str, str, int]]) -> Iterator[FactId]:
        """Operators, whose characters are tokens of their own; `operator(app.<)` where they are qualified."""
        for start, token in enumerate(found):
            before = found[start - 1] if start else ("", "", 0)
            inside = _SIGNS.issuperset(before[1]) and before[2] + len(before[1]) == token[2]
            if inside or not _SIGNS.issuperset(token[1]):
                continue
            end, run = start + 1, token[1]
            while end < len(found) and _SIGNS.issuperset(found[end][1]) and found[end][2] == token[2] + len(run):
                run, end = run + found[end][1], end + 1
            places = [name_of(found[start - 2])] if before[1] == "." and start > 1 else self.search_path
            yield from (o for o in self.by_name.get(run, ()) if o.kind == "operator" and o.schema in places)

    def _sequences(self, text: str) -> Iterator[FactId]:
        """`nextval('app.s'::regclass)` names a sequence in a string."""
        parts = [name for token in significant(text) if (name := name_of(token)) is not None]
        if parts and len(parts) <= 2:
            for candidate in self.by_name.get(parts[-1], ()):
                schema = self.made_in.get((candidate, parts[-1]), candidate.schema)
                known = candidate.kind in _RELATIONS or candidate.kind == "column"
                if known and (schema == parts[0] if len(parts) == 2 else True):
                    yield candidate


def _after_from(found: list[tuple[str, str, int]], i: int, dotted: bool) -> bool:
    """`insert into t (a, b)`, `from t (x)`: a relation although a parenthesis follows."""
    before = i - (3 if dotted else 1)
    return before >= 0 and found[before][1].lower() in ("from", "join", "into", "setof", "update")


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if key not in _NO_SQL:
            yield key, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, str(name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, key)
