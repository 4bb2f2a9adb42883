"""Which relations, columns, routines and types a declaration may name: its own, the platform's, an extension's.

Asked about a name, it says no only where it is certain. Must not know what SQL text means.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds.base import ROUTINES, bare_name
from neodiff.kinds.identity import sequence_of
from neodiff.kinds.inherited import expand
from neodiff.kinds.range import multirange
from neodiff.platforms import platform_named

Columns = frozenset[str]
_RELATIONS: Final = frozenset(("table", "view", "materialized_view", "foreign_table", "sequence"))
_TYPES: Final = frozenset(
    ("enum", "domain", "composite", "range", "type", "table", "view", "materialized_view", "foreign_table")
)
_SYSTEM: Final = frozenset(("pg_catalog", "information_schema", "pg_toast"))
# Extensions that bring types and functions but no table, view or schema of their own.
_WITHOUT_RELATIONS: Final = frozenset(
    """amcheck autoinc btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance fuzzystrmatch hstore
    insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_trgm pgcrypto pgjwt plpgsql refint seg
    sslinfo tablefunc tcn unaccent uuid-ossp vector xml2""".split()
)
# What a `sql:` document with one of these words makes cannot be read off its text.
_DYNAMIC: Final = re.compile(r"\b(?:execute|extension|import)\b", re.IGNORECASE)
# src/backend/catalog/heap.c, SysAtt
SYSTEM_COLUMNS: Final = frozenset(("tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"))


@dataclass(slots=True)
class Loose:
    """What is known of documents and files that have mistakes: names of objects, and columns beside the good ones."""

    names: set[str] = field(default_factory=set)
    columns: dict[tuple[str, str], Columns | None] = field(default_factory=dict)
    platform: bool = False


class Known:
    """relations: (schema, name) -> columns, None where they are not all known."""

    def __init__(self, declaration: Declaration, loose: Loose | None = None) -> None:
        self.loose = loose or Loose()
        self.search_path = declaration.search_path
        self.relations: dict[tuple[str, str], Columns | None] = {}
        self.routines: dict[str, set[str]] = {}
        self.types: set[tuple[str, str]] = set()
        self._platform = platform_named(declaration.platform).schemas
        self._scope = declaration.scope
        self._raw = "\n".join(str(document.create) for document in declaration.raw).lower()
        self._dynamic = bool(_DYNAMIC.search(self._raw))
        self._extended = _extended(declaration.facts)
        self._read(_whole(declaration.facts))
        for fact in declaration.facts.values():
            if fact.id.kind == "column" and fact.payload.get("identity"):
                sequence = sequence_of(fact)
                self.relations[sequence.schema, sequence.name] = None
        self.types |= {multirange(fact) for fact in declaration.facts.values() if fact.id.kind == "range"}

    def _read(self, facts: Iterable[FactId]) -> None:
        columns: dict[FactId, set[str]] = {}
        for fact_id in facts:
            if fact_id.kind == "column" and fact_id.parent is not None and fact_id.parent.kind == "table":
                columns.setdefault(fact_id.parent, set()).add(fact_id.name)
        for fact_id in facts:
            if fact_id.parent is not None:
                continue
            place = (fact_id.schema, fact_id.name)
            if fact_id.kind in _RELATIONS:
                self.relations[place] = self._columns(fact_id, columns.get(fact_id, set()))
            if fact_id.kind in _TYPES:
                self.types.add(place)
            if fact_id.kind in ROUTINES:
                self.routines.setdefault(fact_id.schema, set()).add(bare_name(fact_id))

    def _columns(self, fact_id: FactId, own: set[str]) -> Columns | None:
        place = (fact_id.schema, fact_id.name)
        # ALTER TABLE in a `sql:` document may add columns.
        if fact_id.kind != "table" or self._mentioned(fact_id.name):
            return None
        more = self.loose.columns.get(place, frozenset())
        return None if more is None else frozenset(own) | more

    # -- questions; None or False mean "not known", never "no"

    def lacks_relation(self, schema: str | None, name: str) -> bool:
        """Is it certain that there is no such relation? An unqualified name is looked up as PostgreSQL does."""
        if self._may_be_made(name) or (schema is None and name.startswith("pg_")):
            return False
        return not any(
            (at, name) in self.relations or self._foreign(at, self._extended[True], schema) or self._others(at, name)
            for at in (self.search_path if schema is None else [schema])
        )

    def lacks_routine(self, schema: str | None, name: str) -> bool:
        """The same of functions and procedures, whatever their arguments; those of pg_catalog are not known here."""
        if self._may_be_made(name):
            return False
        return not any(
            name in self.routines.get(at, ())
            or self._foreign(at, self._extended[False], schema)
            or self._others(at, f"{name}()")
            for at in (self.search_path if schema is None else [schema])
        )

    def lacks_type(self, schema: str, name: str) -> bool:
        if self._may_be_made(name) or (schema, name) in self.types or (schema, name.removeprefix("_")) in self.types:
            return False
        return not (self._foreign(schema, self._extended[False], schema) or self._others(schema, name))

    def columns(self, schema: str | None, name: str) -> Columns | None:
        """The columns of a declared relation, where all of them are known."""
        for at in self.search_path if schema is None else [schema]:
            if (at, name) in self.relations:
                return self.relations[at, name]
            if schema is None and at in self._extended[True]:
                return None
        return None

    def is_routine(self, name: str) -> bool:
        """Might `row.name` be a call of a function on the row?"""
        return any(name in names for names in self.routines.values()) or self._may_be_made(name)

    def relation_hint(self, schema: str | None, name: str) -> str:
        return nearest_place(schema, name, self.relations, self.search_path)

    def routine_hint(self, schema: str | None, name: str) -> str:
        places = [(at, known) for at, names in self.routines.items() for known in names]
        return nearest_place(schema, name, places, self.search_path)

    def type_hint(self, schema: str, name: str) -> str:
        return nearest_place(schema, name, self.types, self.search_path)

    # -- inside

    def _foreign(self, schema: str, extended: Collection[str], written: str | None) -> bool:
        """May the schema hold what is not declared? What a platform has on the search path is no table or trigger."""
        platform = schema in self._platform and written is not None
        return platform or self.loose.platform or schema in _SYSTEM or schema in extended or "*" in extended

    def _others(self, schema: str, name: str) -> bool:
        """May somebody else have made it, whose objects are not compared?"""
        if self._scope.everything:
            return False
        return not all(self._scope.covers(FactId(kind, schema, name)) for kind in (*_RELATIONS, *_TYPES, "function"))

    def _may_be_made(self, name: str) -> bool:
        return name in self.loose.names or self._dynamic or self._mentioned(name)

    def _mentioned(self, name: str) -> bool:
        return name.lower() in self._raw


def _whole(facts: dict[FactId, Fact]) -> Iterable[FactId]:
    """With the columns that tables have from their parents."""
    return expand(FactBase(facts), names=False).base.facts


def _extended(facts: Mapping[FactId, Fact]) -> dict[bool, set[str]]:
    """Schemas into which declared extensions may put things; under True those that may get relations."""
    out: dict[bool, set[str]] = {True: set(), False: set()}
    for fact_id, fact in facts.items():
        if fact_id.kind == "extension":
            schema = str(fact.payload.get("schema") or "public")
            out[False].add(schema)
            if fact_id.name not in _WITHOUT_RELATIONS:
                # some make schemas of their own
                out[True].add("*")
                out[False].add("*")
    return out


def nearest_place(schema: str | None, name: str, places: Iterable[tuple[str, str]], search_path: list[str]) -> str:
    """The name most like this one, in its own schema before others; the names alone are compared."""
    near: dict[str, str] = {}
    for at, known in sorted(places, reverse=True):
        home = at == schema or (schema is None and at in search_path)
        if home or known not in near:
            near[known] = known if schema is None and at in search_path else f"{at}.{known}"
    found = difflib.get_close_matches(name, near, n=1, cutoff=0.6)
    return f"did you mean {near[found[0]]!r}?" if found else ""


def hint(word: str, known: Iterable[str], *, whole: bool = True) -> str:
    """The known name most like `word`; else all of them where they are few."""
    names = sorted(known)
    lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    if found:
        return f"did you mean {lower[found[0]]!r}?"
    return f"known: {', '.join(names)}" if whole and 0 < len(names) <= 20 else ""
