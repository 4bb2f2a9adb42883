"""Operators. Knows pg_operator, and that a commutator or negator comes and goes with the other operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import (
    PG_OPERATOR,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    bare_name,
    name_sql,
    replace,
    true,
)
from neodiff.sql import ident, split_name
from neodiff.yaml.form import Bool, Field, Object, Str, TypeName

KIND: Final = "operator"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_operator where oid >= 16384"
# src/backend/parser/scan.l, op_chars
NAME: Final = Str(pattern=r"[-+*/<>=~!@#%^&|`?]+")
FORM: Final = Object(
    {
        "left": Field(TypeName(), doc="absent: an operator before its operand"),
        "right": Field(TypeName(), required=True),
        "function": Field(Str(), required=True, doc="the function that it is, without arguments"),
        "commutator": Field(Str(), doc="the operator for exchanged operands; in the same schema unless said"),
        "negator": Field(Str(), doc="the operator whose result is the opposite"),
        "restrict": Field(Str(), doc="restriction selectivity estimator, such as eqsel"),
        "join": Field(Str(), doc="join selectivity estimator, such as eqjoinsel"),
        "hashes": Field(Bool(), doc="may be used in a hash join"),
        "merges": Field(Bool(), doc="may be used in a merge join"),
    },
    noun="operator",
)
_LINKS: Final = ("commutator", "negator")
_ESTIMATORS: Final = ("restrict", "join")


def query(major: int) -> str:
    def link(column: str) -> str:
        return f"""(select case when ln.oid = n.oid then '' else quote_ident(ln.nspname) || '.' end || l.oprname
            from pg_operator l join pg_namespace ln on ln.oid = l.oprnamespace where l.oid = {column} and l.oprcode <> 0)"""

    def side(column: str) -> str:
        return f"case when {column} = 0 then null else format_type({column}, null) end"

    return f"""
        select {PG_OPERATOR}, o.oid, 0, n.nspname,
            o.oprname || '(' || coalesce({side("o.oprleft")}, 'NONE') || ', ' || format_type(o.oprright, null) || ')',
            null::oid, null::oid, 0, 0, o.oprowner, null::aclitem[],
            json_strip_nulls(json_build_object(
                'left', {side("o.oprleft")}, 'right', format_type(o.oprright, null), 'function', o.oprcode::text,
                'commutator', {link("o.oprcom")}, 'negator', {link("o.oprnegate")},
                'restrict', nullif(o.oprrest::text, '-'), 'join', nullif(o.oprjoin::text, '-'),
                'hashes', {true("o.oprcanhash")}, 'merges', {true("o.oprcanmerge")}))
        from pg_operator o join pg_namespace n on n.oid = o.oprnamespace where o.oprcode <> 0 and {USER_SCHEMA}"""


def identity(name: str, payload: Mapping[str, Any]) -> str:
    return f"{name}({payload.get('left', 'NONE')}, {payload['right']})"


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not False}


def linked(fact: Fact) -> dict[str, FactId]:
    """Attribute -> the operator without which PostgreSQL takes it away, and whose creation sets it (OperatorUpd())."""
    payload, out = fact.payload, {}
    left, right = payload.get("left", "NONE"), payload["right"]
    for key, types in (("commutator", f"({right}, {left})"), ("negator", f"({left}, {right})")):
        if key in payload:
            schema, _, name = payload[key].rpartition(".")
            place = (split_name(schema) or [schema])[0] if schema else fact.id.schema
            out[key] = FactId(KIND, place, name + types)
    return out


def _link(fact: Fact, value: str) -> str:
    """Another operator in a list of options. An unqualified one would be looked up, or made, along search_path."""
    return f"operator({value if '.' in value else f'{ident(fact.id.schema)}.{value}'})"


def _options(fact: Fact, keys: Sequence[str]) -> list[str]:
    payload, out = fact.payload, []
    for key in keys:
        if key in payload:
            value = payload[key]
            out.append(key if value is True else f"{key} = {_link(fact, value) if key in _LINKS else value}")
    return out


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    sides = [f"{key}arg = {fact.payload[key]}" for key in ("left", "right") if key in fact.payload]
    rest = _options(fact, ("commutator", "negator", "restrict", "join", "hashes", "merges"))
    lines = ", ".join([f"function = {fact.payload['function']}", *sides, *rest])
    return [f"create operator {ident(fact.id.schema)}.{bare_name(fact.id)} ({lines})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop operator {name_sql(fact.id)}"]


def _estimators(change: Change) -> list[Sql]:
    parts = [f"{key} = {change.value(key) or 'none'}" for key in _ESTIMATORS if key in change.attrs]
    return [f"alter operator {name_sql(change.id)} set ({', '.join(parts)})"]


def _added(change: Change) -> list[Sql] | None:
    """PostgreSQL 17 adds what an operator has not; it takes nothing away."""
    keys = [key for key in (*_LINKS, "hashes", "merges") if key in change.attrs]
    if change.env.major < 17 or any(key in change.old.payload for key in keys):
        return replace(change)
    return [f"alter operator {name_sql(change.id)} set ({', '.join(_options(change.new, keys))})"]


ALTER: Final[Mapping[str, Alter]] = {
    "left": replace,
    "right": replace,
    "function": replace,
    **dict.fromkeys((*_LINKS, "hashes", "merges"), _added),
    **dict.fromkeys(_ESTIMATORS, _estimators),
}
