"""What functions and procedures share: arguments, body, attributes. Knows pg_proc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_PROC, USER_SCHEMA, Alter, Change, Env, Sql, name_sql, replace, true
from neodiff.sql import dollar_quote, ident, literal
from neodiff.yaml.form import (
    Bool,
    Choice,
    Default,
    Either,
    Field,
    ListOf,
    MapOf,
    Name,
    Number,
    Object,
    Scalar,
    Str,
    TypeName,
)
from neodiff.yaml.form import Sql as SqlText

_ARGUMENT: Final = {
    "type": Field(TypeName(), required=True),
    "default": Field(Default()),
    "mode": Field(Choice("in", "out", "inout", "variadic")),
}
FORM: Final = {
    "args": Field(
        Either(
            MapOf(Object(_ARGUMENT, short="type", noun="argument")),
            ListOf(Object({"name": Field(Name()), **_ARGUMENT}, short="type", noun="argument")),
        ),
        doc="name: type; or a list where arguments have no names",
    ),
    "language": Field(Name(), required=True),
    "body": Field(Str(), doc="the body as a string"),
    "atomic": Field(SqlText(), doc="an SQL-standard body: begin atomic ... end, or return expression"),
    "symbol": Field(Str(), doc="link symbol of a C or internal function"),
    "library": Field(Str()),
    "security": Field(Choice("invoker", "definer")),
    "set": Field(MapOf(Scalar(), key=Str()), doc="settings for the time of the call, as SQL after `set x to`"),
    "transforms": Field(ListOf(TypeName())),
}
FUNCTION_ONLY: Final = {
    "returns": Field(TypeName()),
    "volatility": Field(Choice("volatile", "stable", "immutable")),
    "strict": Field(Bool()),
    "leakproof": Field(Bool()),
    "parallel": Field(Choice("unsafe", "restricted", "safe")),
    "cost": Field(Number()),
    "rows": Field(Number()),
    "window": Field(Bool()),
    "support": Field(Str()),
}


def query(kinds: str) -> str:
    """Catalog SQL for the prokinds listed; identity is the name with its input types, as DROP FUNCTION takes it."""
    return f"""
        select {PG_PROC}, p.oid, 0, n.nspname, quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')',
            null::oid, null::oid, 0, 0, p.proowner, p.proacl,
            json_strip_nulls(json_build_object(
                'args', (select json_agg(json_build_object('name', nullif(p.proargnames[o], ''),
                        'type', format_type(coalesce(p.proallargtypes[o], p.proargtypes[o - 1]), null),
                        'mode', case p.proargmodes[o] when 'o' then 'out' when 'b' then 'inout' when 'v' then 'variadic' end,
                        'default', pg_get_function_arg_default(p.oid, o)) order by o)
                    from generate_series(1, coalesce(cardinality(p.proallargtypes), p.pronargs)) o
                    where coalesce(p.proargmodes[o], 'i') <> 't'),
                'returns', case when p.prokind <> 'p' and not coalesce(p.proargmodes::text ~ '[ob]', false)
                    then pg_get_function_result(p.oid)
                    when p.proretset then pg_get_function_result(p.oid) end,
                'language', l.lanname,
                'body', case when p.prosqlbody is null and l.lanname not in ('c', 'internal') then p.prosrc end,
                'atomic', pg_get_function_sqlbody(p.oid),
                'symbol', case when l.lanname in ('c', 'internal') then p.prosrc end,
                'library', case when l.lanname = 'c' then p.probin end,
                'volatility', case p.provolatile when 's' then 'stable' when 'i' then 'immutable' end,
                'security', case when p.prosecdef then 'definer' end,
                'strict', {true("p.proisstrict")}, 'leakproof', {true("p.proleakproof")},
                'parallel', case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end,
                'cost', nullif(p.procost, case when l.lanname in ('c', 'internal') then 1 else 100 end),
                'rows', case when p.proretset then nullif(p.prorows, 1000) end,
                'window', {true("p.prokind = 'w'")},
                'support', case when p.prosupport::oid <> 0 then p.prosupport::text end,
                'set', (select json_object_agg(split_part(s, '=', 1), substr(s, strpos(s, '=') + 1)) from unnest(p.proconfig) s),
                'transforms', (select json_agg(format_type(t, null)) from unnest(p.protrftypes) t)))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
        where p.prokind in ({kinds}) and {USER_SCHEMA}"""


# Settings that hold a list of names or strings: each item is quoted by itself (variable_is_guc_list_quote() of pg_dump).
LISTS: Final = {
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
}


def normalise(fact: Fact) -> None:
    """Settings as SQL, the way `set x to ...` is written: pg_proc.proconfig has their bare value."""
    settings = fact.payload.get("set")
    if settings:
        fact.payload["set"] = {
            key: list_setting(value) if key in LISTS else literal(value).strip() for key, value in settings.items()
        }
    for argument in fact.payload.get("args") or ():
        for key in [key for key, value in argument.items() if value is None]:
            del argument[key]


def list_setting(value: str) -> str:
    """`"$user", public` from the stored list; each item as an identifier, an empty one as ''."""
    items, at = [], 0
    while at < len(value):
        if value[at] in ", ":
            at += 1
        elif value[at] == '"':
            end = at + 1
            while end < len(value) and (value[end] != '"' or value[end : end + 2] == '""'):
                end += 2 if value[end] == '"' else 1
            items.append(value[at + 1 : end].replace('""', '"'))
            at = end + 1
        else:
            end = value.find(",", at) if "," in value[at:] else len(value)
            items.append(value[at:end].strip())
            at = end
    return ", ".join(ident(item) if item else "''" for item in items) or "''"


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if value not in (False, "volatile", "invoker", "unsafe")}
    args = payload.get("args")
    if isinstance(args, Mapping):
        payload["args"] = [{"name": name, **argument} for name, argument in args.items()]
    for argument in payload.get("args") or ():
        if argument.get("mode") == "in":
            del argument["mode"]
    return payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    args = payload.get("args")
    if not args:
        return {key: value for key, value in payload.items() if key != "args"}
    names = [argument.get("name") for argument in args]
    bare = [{key: value for key, value in argument.items() if key != "name"} for argument in args]
    short = [item["type"] if set(item) == {"type"} else item for item in bare]
    if all(names) and len(set(names)) == len(names):
        return {**payload, "args": dict(zip(names, short))}
    return {**payload, "args": [short[i] if not names[i] else dict(args[i]) for i in range(len(args))]}


def arguments(payload: Mapping[str, Any]) -> str:
    parts = []
    for argument in payload.get("args") or ():
        words = [argument["mode"]] if "mode" in argument else []
        words += [ident(argument["name"])] if "name" in argument else []
        words.append(argument["type"])
        parts.append(" ".join(words) + (f" default {argument['default']}" if "default" in argument else ""))
    return ", ".join(parts)


def signature(name: str, payload: Mapping[str, Any]) -> str:
    """`name(types)` of a declared routine: its identity as written, to be resolved by PostgreSQL."""
    types = [argument["type"] for argument in payload.get("args") or () if argument.get("mode") != "out"]
    return f"{ident(name)}({', '.join(types)})"


def definition(fact: Fact, word: str, env: Env) -> str:
    """CREATE OR REPLACE with every attribute spelled out: what is left out would silently be reset."""
    payload = fact.payload
    name = f"{ident(fact.id.schema)}.{fact.id.name}"
    name = name[: len(name) - len(_types(fact.id.name))]
    lines = [f"create or replace {word} {name}({arguments(payload)})"]
    if "returns" in payload:
        lines.append(f"returns {payload['returns']}")
    lines.append(f"language {ident(payload['language'])}")
    if payload.get("transforms"):
        lines.append("transform " + ", ".join(f"for type {name}" for name in payload["transforms"]))
    flags = [payload[key] for key in ("volatility",) if key in payload]
    flags += ["window"] if payload.get("window") else []
    flags += ["strict"] if payload.get("strict") else []
    flags += ["leakproof"] if payload.get("leakproof") else []
    flags += ["security definer"] if payload.get("security") == "definer" else []
    flags += [f"parallel {payload['parallel']}"] if "parallel" in payload else []
    flags += [f"{key} {_number(payload[key])}" for key in ("cost", "rows") if key in payload]
    flags += [f"support {payload['support']}"] if "support" in payload else []
    if flags:
        lines.append(" ".join(flags))
    lines += [
        f"set {'.'.join(ident(part) for part in key.split('.'))} to {value}"
        for key, value in (payload.get("set") or {}).items()
    ]
    return "\n".join([*lines, _body(payload)])


def _types(name: str) -> str:
    """The parenthesised argument types at the end of a routine's id name."""
    depth, at = 0, len(name)
    quoted = False
    for i in range(len(name) - 1, -1, -1):
        char = name[i]
        if char == '"':
            quoted = not quoted
        elif not quoted:
            depth += (char == ")") - (char == "(")
            if depth == 0:
                at = i
                break
    return name[at:]


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _body(payload: Mapping[str, Any]) -> str:
    if "atomic" in payload:
        return str(payload["atomic"])
    if "library" in payload:
        return f"as {literal(payload['library']).strip()}, {literal(payload['symbol']).strip()}"
    if "symbol" in payload:
        return f"as {literal(payload['symbol']).strip()}"
    return f"as {dollar_quote(payload['body'])}"


def replaceable_args(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> bool:
    """Does CREATE OR REPLACE accept the new arguments? It may not rename one or take a default away (42P13)."""
    if len(old) != len(new):
        return False
    for was, now in zip(old, new):
        if was["type"] != now["type"] or was.get("mode") != now.get("mode"):
            return False
        if "name" in was and was["name"] != now.get("name"):
            return False
        if "default" in was and "default" not in now:
            return False
    return True


def rules(word: str) -> dict[str, Alter]:
    def again(change: Change) -> list[Sql]:
        return [definition(change.new, word, change.env)]

    def args(change: Change) -> list[Sql] | None:
        if replaceable_args(change.old.payload.get("args") or [], change.new.payload.get("args") or []):
            return again(change)
        return replace(change)

    attributes = [*FORM, *FUNCTION_ONLY]
    return {**dict.fromkeys(attributes, again), "args": args, "returns": replace, "window": replace}


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop {fact.id.kind} {name_sql(fact.id)}"]
