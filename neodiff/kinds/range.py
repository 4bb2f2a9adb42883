"""Range types, each with its multirange type. Knows pg_range; a replaced range's columns are the planner's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TYPE, USER_SCHEMA, Alter, Env, Sql, collation_sql, name_sql, near_name, replace
from neodiff.sql import ident, qualified, split_name
from neodiff.yaml.form import Field, Object, Str, TypeName

KIND: Final = "range"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_range where rngtypid >= 16384"
FORM: Final = Object(
    {
        "subtype": Field(TypeName(), required=True),
        "opclass": Field(Str(), doc="a B-tree operator class of the subtype that is not its default one"),
        "collation": Field(Str()),
        "canonical": Field(Str(), doc="a function that brings equal ranges to one form; it must be in C"),
        "subtype_diff": Field(Str(), doc="a function of two values of the subtype that gives their difference"),
        "multirange": Field(Str(), doc="name of the multirange type; PostgreSQL chooses one unless said"),
    },
    noun="range",
)


def query(major: int) -> str:
    return f"""
        select {PG_TYPE}, t.oid, 0, n.nspname, t.typname, null::oid, null::oid, 0, 0, t.typowner, t.typacl,
            json_strip_nulls(json_build_object(
                'subtype', format_type(r.rngsubtype, null),
                'opclass', case when not o.opcdefault then {near_name("onsp.nspname", "quote_ident(o.opcname)")} end,
                'collation', case when r.rngcollation <> s.typcollation then
                    case when cn.nspname = 'pg_catalog' then c.collname
                         else quote_ident(cn.nspname) || '.' || quote_ident(c.collname) end end,
                'canonical', nullif(r.rngcanonical::text, '-'),
                'subtype_diff', nullif(r.rngsubdiff::text, '-'),
                'multirange', case when mn.oid = n.oid then quote_ident(m.typname)
                    else quote_ident(mn.nspname) || '.' || quote_ident(m.typname) end))
        from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_range r on r.rngtypid = t.oid
        join pg_type s on s.oid = r.rngsubtype
        join pg_opclass o on o.oid = r.rngsubopc join pg_namespace onsp on onsp.oid = o.opcnamespace
        join pg_type m on m.oid = r.rngmultitypid join pg_namespace mn on mn.oid = m.typnamespace
        left join pg_collation c on c.oid = r.rngcollation left join pg_namespace cn on cn.oid = c.collnamespace
        where {USER_SCHEMA}"""


def normalise(fact: Fact) -> None:
    """Leave out the name that PostgreSQL would choose."""
    if fact.payload.get("multirange") == ident(multirange_name(fact.id.name)):
        del fact.payload["multirange"]


def multirange_name(name: str) -> str:
    """The multirange type of a range type of that name (makeMultirangeTypeName() in commands/typecmds.c)."""
    whole = name.replace("range", "multirange", 1).encode()
    long = whole if "range" in name else whole[:52] + b"_multirange"
    return long[:63].decode(errors="ignore")


def multirange(fact: Fact) -> tuple[str, str]:
    """(schema, name) of the multirange type."""
    parts = split_name(fact.payload.get("multirange", "")) or [multirange_name(fact.id.name)]
    return (parts[0] if len(parts) > 1 else fact.id.schema), parts[-1]


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    lines = [f"subtype = {payload['subtype']}"]
    lines += [f"subtype_opclass = {payload['opclass']}"] if "opclass" in payload else []
    lines += [f"collation = {collation_sql(payload['collation'])}"] if "collation" in payload else []
    lines += [f"{key} = {payload[key]}" for key in ("canonical", "subtype_diff") if key in payload]
    if "multirange" in payload:
        # unqualified it would be made in the first schema of search_path
        lines.append(f"multirange_type_name = {qualified(*multirange(fact))}")
    return [f"create type {name_sql(fact.id)} as range ({', '.join(lines)})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    # PostgreSQL lets a type and the functions that only it is made of go in no other way
    return [f"drop type {name_sql(fact.id)}{' cascade' if 'canonical' in fact.payload else ''}"]


# ALTER TYPE could rename the multirange type, but leaves its constructor functions their old names.
ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(
    ("subtype", "opclass", "collation", "canonical", "subtype_diff", "multirange"), replace
)
