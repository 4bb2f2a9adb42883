"""Aggregates: plain, ordered-set and hypothetical-set ones. Knows pg_aggregate, and their rows of pg_proc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import routine
from neodiff.kinds.base import (
    PG_PROC,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    bare_name,
    name_sql,
    near_name,
    operator_name,
    replace,
    true,
)
from neodiff.sql import ident, literal, qualified
from neodiff.yaml.form import Bool, Choice, Either, Field, Int, ListOf, MapOf, Name, Object, Scalar, Str, TypeName

KIND: Final = "aggregate"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_aggregate where aggfnoid >= 16384"
_ARGUMENT: Final = {"type": Field(TypeName(), required=True), "mode": Field(Choice("in", "variadic"))}
_ARGUMENTS: Final = Either(
    MapOf(Object(_ARGUMENT, short="type", noun="argument")),
    ListOf(Object({"name": Field(Name()), **_ARGUMENT}, short="type", noun="argument")),
)
_MODIFY: Final = Choice("read_only", "shareable", "read_write")
FORM: Final = Object(
    {
        "args": Field(_ARGUMENTS, doc="name: type; or a list where arguments have no names; none is count(*)"),
        "order_by": Field(_ARGUMENTS, doc="what an ordered-set aggregate gets after WITHIN GROUP (ORDER BY"),
        "hypothetical": Field(Bool()),
        "sfunc": Field(Str(), required=True, doc="state transition function"),
        "stype": Field(TypeName(), required=True, doc="type of the state"),
        "sspace": Field(Int(min=0)),
        "initcond": Field(Scalar(), doc="the first state, as text"),
        "finalfunc": Field(Str()),
        "finalfunc_extra": Field(Bool()),
        "finalfunc_modify": Field(_MODIFY),
        "combinefunc": Field(Str()),
        "serialfunc": Field(Str()),
        "deserialfunc": Field(Str()),
        "msfunc": Field(Str(), doc="of the moving-aggregate mode, as all that begins with m"),
        "minvfunc": Field(Str()),
        "mstype": Field(TypeName()),
        "msspace": Field(Int(min=0)),
        "minitcond": Field(Scalar()),
        "mfinalfunc": Field(Str()),
        "mfinalfunc_extra": Field(Bool()),
        "mfinalfunc_modify": Field(_MODIFY),
        "sortop": Field(Str(), doc="operator of min() and max(), for the use of indexes"),
        "parallel": Field(Choice("unsafe", "restricted", "safe")),
    },
    noun="aggregate",
)
_LISTS: Final = ("args", "order_by")
_OWN: Final = tuple(key for key in FORM.fields if key not in ("args", "order_by", "hypothetical"))


def query(major: int) -> str:
    functions = ("finalfunc", "combinefunc", "serialfunc", "deserialfunc", "msfunc:mtransfn", "minvfunc:minvtransfn")
    named = {key: column or key.replace("func", "fn") for key, _, column in (f.partition(":") for f in functions)}
    named |= {"sfunc": "transfn", "mfinalfunc": "mfinalfn"}
    lines = ", ".join(f"'{key}', nullif(a.agg{column}::text, '-')" for key, column in sorted(named.items()))
    return f"""
        select {PG_PROC}, p.oid, 0, n.nspname,
            quote_ident(p.proname) || '(' || coalesce(nullif(oidvectortypes(p.proargtypes), ''), '*') || ')',
            null::oid, null::oid, 0, 0, p.proowner, p.proacl,
            json_strip_nulls(json_build_object(
                'arguments', (select json_agg(json_build_object('name', nullif(p.proargnames[o], ''),
                        'type', format_type(p.proargtypes[o - 1], null),
                        'mode', case when p.proargmodes[o] = 'v' then 'variadic' end) order by o)
                    from generate_series(1, p.pronargs) o),
                'direct', case when a.aggkind <> 'n' then a.aggnumdirectargs end,
                'hypothetical', {true("a.aggkind = 'h'")}, {lines},
                'stype', format_type(a.aggtranstype, null), 'sspace', nullif(a.aggtransspace, 0), 'initcond', a.agginitval,
                'mstype', case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end,
                'msspace', nullif(a.aggmtransspace, 0), 'minitcond', a.aggminitval,
                'finalfunc_extra', {true("a.aggfinalextra")}, 'mfinalfunc_extra', {true("a.aggmfinalextra")},
                'finalfunc_modify', {_modify("a.aggfinalmodify")}, 'mfinalfunc_modify', {_modify("a.aggmfinalmodify")},
                'sortop', (select {near_name("sn.nspname", "s.oprname")} from pg_operator s
                    join pg_namespace sn on sn.oid = s.oprnamespace where s.oid = a.aggsortop),
                'parallel', case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end,
                'shape', json_build_array(format_type(p.prorettype, null))))
        from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid join pg_namespace n on n.oid = p.pronamespace
        where {USER_SCHEMA}"""


def _modify(column: str) -> str:
    """Catalog SQL: the word, where it is not the default of the aggregate's kind."""
    return f"""case when {column} <> case a.aggkind when 'n' then 'r' else 'w' end::"char" then
        case {column} when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end end"""


def normalise(fact: Fact) -> None:
    """Direct and aggregated arguments apart. VARIADIC "any" is one argument in the catalog, where it may be both.

    What is said of a final function that there is not means nothing, and is in no dump.
    """
    payload = fact.payload
    for function in ("finalfunc", "mfinalfunc"):
        for key in (f"{function}_extra", f"{function}_modify") if function not in payload else ():
            payload.pop(key, None)
    arguments = [{k: v for k, v in each.items() if v is not None} for each in payload.pop("arguments", ())]
    direct = payload.pop("direct", None)
    ordered = [] if direct is None else arguments[direct:] or arguments[-1:]
    parts = {"args": arguments[:direct], "order_by": ordered}
    fact.payload = {**{key: each for key, each in parts.items() if each}, **payload}


def identity(name: str, payload: Mapping[str, Any]) -> str:
    """`name(types)`, to be resolved by PostgreSQL; `name(*)` without arguments."""
    arguments, ordered = payload.get("args") or [], payload.get("order_by") or []
    twice = bool(arguments) and arguments[-1].get("mode") == "variadic" and ordered
    types = [each["type"] for each in (arguments if twice else [*arguments, *ordered])]
    return f"{ident(name)}({', '.join(types) or '*'})"


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if value not in (False, "unsafe") or key.endswith("initcond")}
    for key in [key for key in _LISTS if key in payload]:
        payload[key] = routine.from_yaml({"args": payload[key]})["args"]
    usual = "read_write" if "order_by" in node else "read_only"
    for modify in ("finalfunc_modify", "mfinalfunc_modify"):
        if payload.get(modify) == usual:
            del payload[modify]
    return payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    node = {key: payload[key] for key in FORM.fields if key in payload}
    return {**node, **{key: routine.to_yaml({"args": node[key]})["args"] for key in _LISTS if key in node}}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [_definition(fact, "create")]


def _definition(fact: Fact, verb: str) -> str:
    payload = fact.payload
    arguments = routine.arguments(payload)
    if "order_by" in payload:
        ordered = routine.arguments({"args": payload["order_by"]})
        arguments = f"{arguments} order by {ordered}".strip()
    lines = [_option(key, payload[key]) for key in _OWN if key in payload]
    lines += ["hypothetical"] if payload.get("hypothetical") else []
    inside = ",".join(f"\n    {line}" for line in lines)
    return f"{verb} aggregate {qualified(fact.id.schema, bare_name(fact.id))}({arguments or '*'}) ({inside}\n)"


def _option(key: str, value: Any) -> str:
    if value is True:
        return key
    if key in ("initcond", "minitcond"):
        return f"{key} = {literal(value).strip()}"
    return f"{key} = {operator_name(value) if key == 'sortop' else value}"


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop aggregate {name_sql(fact.id)}"]


def _again(change: Change) -> list[Sql]:
    """Everything is said again: what is left out would be reset."""
    return [_definition(change.new, "create or replace")]


def _args(change: Change) -> list[Sql] | None:
    was, now = change.old.payload.get("args") or [], change.new.payload.get("args") or []
    return _again(change) if routine.replaceable_args(was, now) else replace(change)


# CREATE OR REPLACE keeps the result's type, which is `shape` here, and which arguments are the aggregated ones.
ALTER: Final[Mapping[str, Alter]] = {
    **dict.fromkeys(_OWN, _again),
    "args": _args,
    "order_by": replace,
    "hypothetical": replace,
    "shape": replace,
}
