"""Enumerated types. Knows pg_type and pg_enum; a rebuilt enum's columns are the planner's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TYPE, USER_SCHEMA, Alter, Change, Env, Sql, name_sql
from neodiff.sql import literal
from neodiff.statement import Statement
from neodiff.yaml.form import Field, ListOf, Object, Str

KIND: Final = "enum"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "values": Field(
            ListOf(
                Object(
                    {"value": Field(Str(), required=True), "renamed_from": Field(Str())}, short="value", noun="value"
                )
            ),
            required=True,
            doc="the labels in order (pg_enum.enumsortorder)",
        )
    },
    noun="enum",
)


def query(major: int) -> str:
    return f"""
        select {PG_TYPE}, t.oid, 0, n.nspname, t.typname, null::oid, null::oid, 0, 0, t.typowner, t.typacl,
            json_build_object('values', coalesce((select json_agg(e.enumlabel order by e.enumsortorder)
                from pg_enum e where e.enumtypid = t.oid), '[]'))
        from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' and {USER_SCHEMA}"""


def from_yaml(node: dict[str, object]) -> dict[str, object]:
    values = node.get("values") or []
    assert isinstance(values, list)
    return {**node, "values": [str(item["value"]) for item in values]}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [
        f"create type {name_sql(fact.id)} as enum ({', '.join(literal(v).strip() for v in fact.payload['values'])})"
    ]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop type {name_sql(fact.id)}"]


def _values(change: Change) -> list[Sql] | None:
    """ADD VALUE where the old labels keep their order; a label cannot be removed or moved in place."""
    old, new = change.old.payload["values"], change.new.payload["values"]
    if [label for label in new if label in set(old)] != old:
        return None
    out: list[Sql] = []
    there = list(old)
    for i, label in enumerate(new):
        if label in there:
            continue
        follower = next((other for other in new[i + 1 :] if other in there), None)
        place = f" before {literal(follower).strip()}" if follower is not None else ""
        add = f"alter type {name_sql(change.id)} add value {literal(label).strip()}{place}"
        out.append(Statement(add, commit=True))
        there.append(label)
    return out


ALTER: Final[Mapping[str, Alter]] = {"values": _values}
