"""Base types, made of functions in C, and shells, which are but a name. Knows pg_type of typtype b and p."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TYPE, USER_SCHEMA, Alter, Change, Env, Sql, name_sql, replace, true
from neodiff.sql import literal
from neodiff.yaml.form import Bool, Choice, Either, Field, Int, Object, Scalar, Str, TypeName

KIND: Final = "type"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "shell": Field(Bool(), doc="only the name, for functions that take it; nothing else is said then"),
        "input": Field(Str(), doc="the function that reads its text; required"),
        "output": Field(Str(), doc="the function that writes its text; required"),
        "receive": Field(Str()),
        "send": Field(Str()),
        "typmod_in": Field(Str()),
        "typmod_out": Field(Str()),
        "analyze": Field(Str()),
        "subscript": Field(Str()),
        "length": Field(Either(Int(min=1), Choice("variable", "cstring")), doc="in bytes; variable unless said"),
        "by_value": Field(Bool()),
        "alignment": Field(Choice("char", "int2", "int4", "double"), doc="int4 unless said"),
        "storage": Field(Choice("plain", "external", "extended", "main"), doc="plain unless said"),
        "category": Field(Str(pattern=r"[ -~]"), doc="U unless said"),
        "preferred": Field(Bool(), doc="within its category"),
        "default": Field(Scalar(), doc="as text"),
        "element": Field(TypeName(), doc="what a subscript gives"),
        "delimiter": Field(Str(pattern=r"[ -~]"), doc="in arrays of it; a comma unless said"),
        "collatable": Field(Bool()),
    },
    noun="type",
)
_FUNCTIONS: Final = ("input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript")
_SETTABLE: Final = ("receive", "send", "typmod_in", "typmod_out", "analyze", "subscript", "storage")
_WORDS: Final = {"length": "internallength", "by_value": "passedbyvalue"}
_DEFAULTS: Final = {"length": "variable", "alignment": "int4", "storage": "plain", "category": "U", "delimiter": ","}


def query(major: int) -> str:
    functions = ", ".join(
        f"'{key}', nullif(t.typ{key.replace('typmod_', 'mod')}::text, '-')" for key in _FUNCTIONS if key != "subscript"
    )
    return f"""
        select {PG_TYPE}, t.oid, 0, n.nspname, t.typname, null::oid, null::oid, 0, 0, t.typowner, t.typacl,
            case when not t.typisdefined then '{{"shell": true}}'::json else json_strip_nulls(json_build_object({functions},
                'subscript', nullif(nullif(t.typsubscript::text, '-'),
                    case when t.typelem <> 0 then 'raw_array_subscript_handler' end),
                'length', case when t.typlen > 0 then t.typlen::int end, 'cstring', {true("t.typlen = -2")},
                'by_value', {true("t.typbyval")},
                'alignment', case t.typalign when 'c' then 'char' when 's' then 'int2' when 'd' then 'double' end,
                'storage', case t.typstorage when 'x' then 'extended' when 'e' then 'external' when 'm' then 'main' end,
                'category', nullif(t.typcategory, 'U'), 'preferred', {true("t.typispreferred")}, 'default', t.typdefault,
                'element', case when t.typelem <> 0 then format_type(t.typelem, null) end,
                'delimiter', nullif(t.typdelim, ','), 'collatable', {true("t.typcollation <> 0")})) end
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        where {USER_SCHEMA} and (t.typtype = 'b' and not exists (select from pg_type e where e.typarray = t.oid)
            or t.typtype = 'p' and not t.typisdefined)"""


def normalise(fact: Fact) -> None:
    if fact.payload.pop("cstring", False):
        fact.payload["length"] = "cstring"


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not False and value != _DEFAULTS.get(key)}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    if payload.get("shell"):
        return [f"create type {name_sql(fact.id)}"]
    lines = [_option(key, payload[key]) for key in FORM.fields if key in payload]
    return [f"create type {name_sql(fact.id)} (" + ",".join(f"\n    {line}" for line in lines) + "\n)"]


def _option(key: str, value: Any) -> str:
    word = _WORDS.get(key, key)
    if value is True:
        return word
    if key in ("default", "category", "delimiter"):
        return f"{word} = {literal(str(value)).strip()}"
    return f"{word} = {-2 if value == 'cstring' else value}"


def drop(fact: Fact, env: Env) -> list[Sql]:
    # PostgreSQL lets a type and the functions that only it is made of go in no other way
    return [f"drop type {name_sql(fact.id)}{'' if fact.payload.get('shell') else ' cascade'}"]


def _set(change: Change) -> list[Sql] | None:
    """ALTER TYPE ... SET: all but that a type is stored plainly again."""
    if "storage" in change.attrs and "storage" not in change.new.payload:
        return replace(change)
    parts = [f"{key} = {change.value(key) or 'none'}" for key in _SETTABLE if key in change.attrs]
    return [f"alter type {name_sql(change.id)} set ({', '.join(parts)})"]


ALTER: Final[Mapping[str, Alter]] = {**dict.fromkeys(FORM.fields, replace), **dict.fromkeys(_SETTABLE, _set)}
