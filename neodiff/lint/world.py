"""What rules may ask: the declaration as PostgreSQL has resolved it, who may do what there, and what an API exposes.

Must not know rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds import grants
from neodiff.kinds.base import ROUTINES, SIGNED, bare_name
from neodiff.lint.expressions import parsed
from neodiff.platforms import platform_named

RELATIONS: Final = ("table", "view", "materialized_view", "foreign_table")
_EXPOSED: Final = {"supabase": ("public", "graphql_public")}
_ROLES: Final = ("anon", "authenticated")


class World:
    """One declaration and the database that it makes.

    facts: of that database, the platform's own objects too; what is reported is what is declared. stored: the columns of
    materialized views, which are no facts.
    """

    def __init__(
        self, declaration: Declaration, facts: FactBase, stored: Mapping[FactId, list[str]] | None = None
    ) -> None:
        self.declaration, self.facts, self.stored = declaration, facts, stored or {}
        self.platform = platform_named(declaration.platform)
        api: Mapping[str, Iterable[str]] = declaration.settings.get("api") or {}
        exposed: Iterable[str] = api.get("schemas", _EXPOSED.get(self.platform.name, ()))
        self.api_schemas = frozenset(str(name) for name in exposed)
        self.api_roles = tuple(str(name) for name in api.get("roles", _ROLES))
        self._rights: dict[FactId, dict[str, frozenset[str]]] = {}
        self.children: Mapping[FactId, list[FactId]] = facts.children()

    # -- what is declared

    @cached_property
    def spelled(self) -> dict[FactId, FactId]:
        """Fact -> the same as declared, where it is ours: PostgreSQL may spell the types of a routine otherwise."""
        ours = [fact_id for fact_id in self.declaration.positions if self.declaration.scope.covers(fact_id)]
        out = {fact_id: fact_id for fact_id in ours if fact_id in self.facts}
        by_key: dict[tuple[str, ...], list[FactId]] = defaultdict(list)
        for fact_id in self.facts:
            if fact_id.root.kind in SIGNED:
                by_key[_signed(fact_id)].append(fact_id)
        for fact_id in ours:
            if fact_id.root.kind in SIGNED and fact_id not in out:
                found = by_key.get(_signed(fact_id), [])
                out |= {found[0]: fact_id} if len(found) == 1 else {}
        return out

    def declared(self, *kinds: str) -> Iterator[Fact]:
        """The facts of these kinds that are declared, in the order of the declaration."""
        for fact_id in self._order:
            if fact_id.kind in kinds:
                yield self.facts[fact_id]

    @cached_property
    def _order(self) -> list[FactId]:
        return list(self.spelled)

    def parts(self, about: FactId, *kinds: str) -> list[Fact]:
        """Facts of these kinds that are directly part of it."""
        return [self.facts[child] for child in self.children.get(about, ()) if child.kind in kinds]

    # -- who may do what

    def owner(self, about: FactId) -> str:
        """Who owns it; on a platform, who migrates there owns what names no owner."""
        declared = self.declaration.facts.get(FactId("owner", "", "", self.spelled.get(about, about)))
        if declared is None and self.platform.schemas and not self.platform.owns(about):
            return "postgres"
        known = self.facts.get(FactId("owner", "", "", about))
        return str(known.payload["role"]) if known is not None and (declared or self.platform.owns(about)) else ""

    def bypasses(self, role: str) -> bool | None:
        """Does row-level security not hold for the role? None where nobody knows who it is."""
        known = next((each for each in self.platform.roles if each.name == role), None)
        if known is not None:
            return known.superuser or known.bypassrls
        return False if role and self.platform.roles else None

    def is_managed(self, about: FactId) -> bool:
        """Are its grants declared?"""
        return FactId("grants", "", "", self.spelled.get(about, about)) in self.declaration.managed

    def rights(self, about: FactId) -> dict[str, frozenset[str]]:
        """Role -> its privileges, `public` being everyone: what is declared, else what new objects may be granted."""
        if about in self._rights:
            return self._rights[about]
        out: dict[str, frozenset[str]] = defaultdict(frozenset)
        have = self.facts.get(FactId("grants", "", "", about))
        for payload in [have.payload if have else {}, *([] if self.is_managed(about) else self._defaults(about))]:
            for role, (plain, _) in grants.rights(payload, about.kind, 18).items():
                if role != grants.OWNER:
                    out[role] |= plain
        self._rights[about] = dict(out)
        return self._rights[about]

    def _defaults(self, about: FactId) -> Iterator[Mapping[str, Any]]:
        kind = grants.CLASSES.get(about.kind, "")
        if about.schema == "public" and kind in self.platform.default_grants:
            yield self.platform.default_grants[kind]
        whose = self.owner(about)
        for fact in self._default_privileges:
            by = fact.id.parent.name if fact.id.parent is not None else ""
            if fact.id.name == kind and fact.id.schema in ("", about.schema) and whose in ("", by):
                yield fact.payload

    @cached_property
    def _default_privileges(self) -> list[Fact]:
        return [fact for fact in self.facts.facts.values() if fact.id.kind == "default_privileges"]

    def may(self, role: str, privilege: str, about: FactId, *, columns: bool = True) -> bool:
        """Has the role, or everyone, the privilege on the object, or on one of its columns?"""
        rights = self.rights(about)
        if privilege in rights.get(role, ()) or privilege in rights.get("public", ()):
            return True
        return columns and any(
            privilege in set(self.rights(column).get(role, ())) | set(self.rights(column).get("public", ()))
            for column in self.columns(about)
        )

    def columns(self, about: FactId) -> list[FactId]:
        """Its columns that are facts, or that have grants."""
        own = [child for child in self.children.get(about, ()) if child.kind == "column"]
        return own or self._granted.get(about, [])

    @cached_property
    def _granted(self) -> dict[FactId, list[FactId]]:
        """Relation -> columns of it that have grants."""
        out: dict[FactId, list[FactId]] = defaultdict(list)
        for fact_id in self.facts:
            column = fact_id.parent
            if fact_id.kind == "grants" and column is not None and column.parent is not None:
                out[column.parent].append(column)
        return out

    def readers(self, about: FactId) -> list[str]:
        """The API's roles that may read it over the API."""
        if about.schema not in self.api_schemas:
            return []
        return [role for role in self.api_roles if self.may(role, "select", about)]

    # -- what needs what

    def needed(self, about: FactId) -> set[FactId]:
        """Objects that it names, by pg_depend: outermost ones."""
        return {other.root for other in self.facts.needs.get(about, ())} - {about.root}

    def relations(self, text: str) -> set[FactId]:
        """Relations that a query names after FROM and the like."""
        return {found for schema, name in parsed(text).relations() for found in self._named(schema, name)}

    def _named(self, schema: str, name: str) -> Iterable[FactId]:
        path = [schema] if schema else self.declaration.search_path
        for each in path:
            found = [fact_id for kind in RELATIONS if (fact_id := FactId(kind, each, name)) in self.facts]
            if found:
                return found
        return ()

    def routines(self, schema: str, name: str) -> list[Fact]:
        """The routines of that name; with no schema, none: those are PostgreSQL's own."""
        return self._by_name.get((schema, name), [])

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Fact]]:
        out: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts.facts.values():
            if fact.id.kind in ROUTINES:
                out[fact.id.schema, bare_name(fact.id)].append(fact)
        return out

    def body(self, routine: Fact) -> str:
        """Its text in SQL or PL/pgSQL, empty where it has none."""
        if routine.payload.get("language") not in ("sql", "plpgsql"):
            return ""
        return str(routine.payload.get("body") or routine.payload.get("atomic") or "")


def _signed(fact_id: FactId) -> tuple[str, ...]:
    name = fact_id.root.name
    return (fact_id.kind, fact_id.root.kind, f"{fact_id.root.schema}.{name.split('(')[0]}", str(name.count(",")))
