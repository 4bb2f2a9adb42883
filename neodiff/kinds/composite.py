"""Composite types. Knows pg_class of relkind c and its attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TYPE, USER_SCHEMA, Alter, Change, Env, Sql, collation_sql, name_sql
from neodiff.sql import ident
from neodiff.yaml.form import Field, MapOf, Object, Str, TypeName

KIND: Final = "composite"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_class where relkind = 'c'"
FORM: Final = Object(
    {
        "attributes": Field(
            MapOf(
                Object(
                    {
                        "type": Field(TypeName(), required=True),
                        "collation": Field(Str()),
                        "comment": Field(Str()),
                        "renamed_from": Field(Str()),
                    },
                    short="type",
                    noun="attribute",
                )
            ),
            required=True,
        )
    },
    noun="composite",
)


def query(major: int) -> str:
    return f"""
        select {PG_TYPE}, t.oid, 0, n.nspname, t.typname, null::oid, null::oid, 0, 0, t.typowner, t.typacl,
            json_build_object('attributes', coalesce((
                select json_object_agg(a.attname, json_strip_nulls(json_build_object(
                    'type', format_type(a.atttypid, a.atttypmod),
                    'collation', case when a.attcollation <> at.typcollation then
                        case when cn.nspname = 'pg_catalog' then co.collname
                             else quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end end)) order by a.attnum)
                from pg_attribute a join pg_type at on at.oid = a.atttypid
                left join pg_collation co on co.oid = a.attcollation left join pg_namespace cn on cn.oid = co.collnamespace
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '{{}}'))
        from pg_type t join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
        join pg_namespace n on n.oid = t.typnamespace where {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    attributes = {
        name: {key: value for key, value in attribute.items() if key not in ("comment", "renamed_from")}
        for name, attribute in (node.get("attributes") or {}).items()
    }
    return {**node, "attributes": attributes}


def _attribute(name: str, attribute: Mapping[str, Any]) -> str:
    collate = f" collate {collation_sql(attribute['collation'])}" if "collation" in attribute else ""
    return f"{ident(name)} {attribute['type']}{collate}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    attributes = [_attribute(name, attribute) for name, attribute in fact.payload["attributes"].items()]
    inside = "".join(f"\n    {line}," for line in attributes).rstrip(",")
    return [
        f"create type {name_sql(fact.id)} as ({inside}\n)" if attributes else f"create type {name_sql(fact.id)} as ()"
    ]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop type {name_sql(fact.id)}"]


def fitted(old: Fact, new: Fact) -> list[Sql]:
    """What gives the old type the new one's attributes, of whatever type those that stay have: values keep their names."""
    was, now = old.payload["attributes"], new.payload["attributes"]
    actions = [f"drop attribute {ident(name)}" for name in was if name not in now]
    actions += [f"add attribute {_attribute(name, attribute)}" for name, attribute in now.items() if name not in was]
    # One statement with several actions is checked against dependents once; each alone says which one failed.
    return [f"alter type {name_sql(old.id)} {action}" for action in actions]


def moved(column: str, old: Fact, new: Fact) -> str:
    """A column's value as one of the new type: each attribute by its name, through its text where its type differs."""
    was, name = old.payload["attributes"], ident(column)
    if list(was) == list(new.payload["attributes"]):
        return f"{name}::text::{name_sql(new.id)}"
    parts = [
        f"({name}).{ident(key)}::text::{attribute['type']}" if key in was else "null"
        for key, attribute in new.payload["attributes"].items()
    ]
    return f"case when {name} is distinct from null then row({', '.join(parts)})::{name_sql(new.id)} end"


def aligned(old: Fact, new: Fact) -> Fact:
    """The new type with its attributes in the order that fitted() leaves the old one's in."""
    was, now = old.payload["attributes"], new.payload["attributes"]
    names = [*(name for name in was if name in now), *(name for name in now if name not in was)]
    return Fact(new.id, {**new.payload, "attributes": {name: now[name] for name in names}}, new.order)


def _attributes(change: Change) -> list[Sql] | None:
    old, new = change.old.payload["attributes"], change.new.payload["attributes"]
    out = fitted(change.old, change.new)
    for name, attribute in new.items():
        if name in old and old[name] != attribute:
            collate = f" collate {collation_sql(attribute['collation'])}" if "collation" in attribute else ""
            action = f"alter attribute {ident(name)} set data type {attribute['type']}{collate}"
            out.append(f"alter type {name_sql(change.id)} {action}")
    return out


ALTER: Final[Mapping[str, Alter]] = {"attributes": _attributes}
