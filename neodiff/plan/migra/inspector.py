"""A FactBase as schemainspect's inspector, which migra compares. Reads no database.

Text is compared with text from another FactBase, so it need not be spelt as schemainspect would read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds.base import name_sql
from neodiff.kinds.inherited import expand
from neodiff.plan.migra import attached, routines
from neodiff.plan.migra.library import library
from neodiff.sql import split_name


def inspector(base: FactBase, roots: Collection[FactId] | None = None) -> Any:
    """What schemainspect would see of a database with these facts; of these outermost objects alone, where given."""
    base = expand(base, names=True).base  # as schemainspect sees children: with all they have
    kinds: dict[str, list[Fact]] = defaultdict(list)
    for fact_id, fact in base.facts.items():
        if (roots is None or fact_id.root in roots) and fact_id.root.kind != "foreign_table":
            kinds[fact_id.kind].append(fact)
    out, objects = library().NullInspector(), library().objects
    out.schemas = {fact.id.name: objects.InspectedSchema(fact.id.name) for fact in kinds["schema"]}
    out.extensions = {
        fact.id.name: objects.InspectedExtension(fact.id.name, fact.payload["schema"], fact.payload["version"])
        for fact in kinds["extension"]
    }
    out.sequences = _named(_sequence(fact, base) for fact in kinds["sequence"])
    # A column's type is looked up among all enums, also among those that need not be compared.
    enums = {name_sql(fact.id): _enum(fact) for fact in base.facts.values() if fact.id.kind == "enum"}
    out.enums = _named(enums[name_sql(fact.id)] for fact in kinds["enum"])
    _selectables(out, kinds, base, enums)
    facts = [fact for kind in attached.CONSTRAINTS for fact in kinds[kind]]
    constraints = [attached.constraint(fact) for fact in facts if fact.id.root.kind != "domain"]
    out.constraints = _named(constraints)
    owned = [made.index for made in constraints if made.index is not None]
    out.indexes = _named([*owned, *(attached.index(fact) for fact in kinds["index"])])
    triggers = [fact for fact in kinds["trigger"] if "function" in fact.payload]
    out.triggers = {made.signature: made for made in map(attached.trigger, triggers)}
    out.rlspolicies = {made.key: made for made in map(attached.policy, kinds["policy"])}
    return out


def _named(objects: Iterable[Any]) -> dict[str, Any]:
    return {made.quoted_full_name: made for made in objects}


def _enum(fact: Fact) -> Any:
    return library().objects.InspectedEnum(fact.id.name, fact.id.schema, list(fact.payload["values"]))


def _sequence(fact: Fact, base: FactBase) -> Any:
    owner = base.get(FactId("owned_by", "", "", fact.id))
    of = owner.payload if owner else {}
    return library().objects.InspectedSequence(fact.id.name, fact.id.schema, of.get("table"), of.get("column"))


def _selectables(out: Any, kinds: dict[str, list[Fact]], base: FactBase, enums: dict[str, Any]) -> None:
    columns: dict[FactId, dict[str, Any]] = defaultdict(dict)
    for fact in sorted(kinds["column"], key=lambda fact: fact.order):
        columns[fact.id.root][fact.id.name] = _column(fact, base, enums)
    tables = {fact.id: _relation(fact, "r", columns[fact.id]) for fact in kinds["table"]}
    views = {fact.id: _relation(fact, "v", _view_columns(fact, enums)) for fact in kinds["view"]}
    # What a materialized view's columns are is in no fact: only its query tells two apart.
    materialized = {fact.id: _relation(fact, "m", {}) for fact in kinds["materialized_view"]}
    types = {fact.id: _relation(fact, "c", _attributes(fact, enums)) for fact in kinds["composite"]}
    # schemainspect reads none that is written in C or internal
    functions = [fact for kind in ("function", "procedure") for fact in kinds[kind] if "symbol" not in fact.payload]
    made = {**tables, **views, **materialized, **types, **{fact.id: routines.routine(fact) for fact in functions}}
    _dependencies(base, made)
    out.tables, out.views, out.materialized_views = (_named(group.values()) for group in (tables, views, materialized))
    out.selectables = {found.signature: found for found in made.values()}


def _relation(fact: Fact, kind: str, columns: dict[str, Any]) -> Any:
    payload = fact.payload
    return library().objects.InspectedSelectable(
        name=fact.id.name,
        schema=fact.id.schema,
        columns=columns,
        definition=payload.get("query"),
        relationtype=kind,
        rowsecurity=bool(payload.get("rls")),
        forcerowsecurity=bool(payload.get("force_rls")),
        persistence="u" if payload.get("unlogged") else "p",
    )


def _column(fact: Fact, base: FactBase, enums: dict[str, Any]) -> Any:
    payload = fact.payload
    default = base.get(FactId("default", "", "", fact.id))
    identity = payload.get("identity")
    return _info(
        fact.id.name,
        payload["type"],
        enums,
        default=default.payload["expression"] if default else payload.get("generated"),
        not_null=bool(payload.get("not_null")),
        collation=payload.get("collation"),
        is_identity=bool(identity),
        is_identity_always=identity == "always" or (isinstance(identity, dict) and identity["generated"] == "always"),
        is_generated="generated" in payload,
        can_drop_generated=True,
    )


def _attributes(fact: Fact, enums: dict[str, Any]) -> dict[str, Any]:
    attributes = fact.payload["attributes"].items()
    return {name: _info(name, item["type"], enums, collation=item.get("collation")) for name, item in attributes}


def _view_columns(fact: Fact, enums: dict[str, Any]) -> dict[str, Any]:
    shape = fact.payload.get("shape") or ()
    return {name: _info(name, kind, enums, collation=_own_collation(collation)) for name, kind, collation in shape}


def _own_collation(name: str) -> str | None:
    """pg_attribute.attcollation as regcollation; `-` is none, and "default" is what a type has that says nothing."""
    return None if name in ("-", '"default"') else (split_name(name) or [name])[-1]


def _info(name: str, kind: str, enums: dict[str, Any], **rest: Any) -> Any:
    enum = enums.get(kind)
    return library().ColumnInfo(name=name, dbtype=kind, pytype=None, is_enum=enum is not None, enum=enum, **rest)


def _dependencies(base: FactBase, made: dict[FactId, Any]) -> None:
    """As load_deps() has them: what a view's rule reads, and enums of columns; `dependents_all` is the closure."""
    for fact_id, found in made.items():
        if fact_id.kind in ("table", "view"):
            found.dependent_on += {column.enum.signature for column in found.columns.values() if column.is_enum}
        if fact_id.kind in ("view", "materialized_view"):
            read = {needed.root for needed in base.needs.get(fact_id, ())} - {fact_id}
            for needed in [made[root] for root in read if root in made]:
                found.dependent_on.append(needed.signature)
                needed.dependents.append(found.signature)
    by_signature = {found.signature: found for found in made.values()}
    for found in made.values():
        pending, after = [*found.dependents], set[str]()
        while pending:
            signature = pending.pop()
            if signature not in after:
                after.add(signature)
                pending += by_signature[signature].dependents
        found.dependents_all = sorted(after)
