"""What ALTER MATERIALIZED VIEW says of a column: storage, compression, statistics. A fact only where something is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import (
    PG_CLASS,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    alter_options,
    options_json,
    options_sql,
    table_sql,
)
from neodiff.sql import ident
from neodiff.yaml.form import Choice, Field, Int, MapOf, Object, Scalar, Str

KIND: Final = "matview_column"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_class where relkind = 'm'"
FORM: Final = Object(
    {
        "storage": Field(Choice("plain", "external", "extended", "main")),
        "compression": Field(Choice("pglz", "lz4")),
        "statistics": Field(Int(min=0, max=10000)),
        "options": Field(MapOf(Scalar(), key=Str()), doc="n_distinct, n_distinct_inherited"),
    },
    noun="column",
)


def query(major: int) -> str:
    return f"""
        select null::oid, 0::oid, 0, '', a.attname, {PG_CLASS}, c.oid, 0, a.attnum, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'storage', case when a.attstorage <> t.typstorage then
                    case a.attstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end end,
                'compression', case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end,
                'statistics', case when a.attstattarget >= 0 then a.attstattarget end,
                'options', {options_json("a.attoptions")}))
        from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'm'
        join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
        where a.attnum > 0 and not a.attisdropped and {USER_SCHEMA}
            and (a.attstorage <> t.typstorage or a.attcompression <> '' or a.attstattarget >= 0 or a.attoptions is not null)"""


def _alter(fact: Fact) -> str:
    return f"alter materialized view {table_sql(fact)} alter column {ident(fact.id.name)}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload, alter = fact.payload, _alter(fact)
    out: list[Sql] = [
        f"{alter} set {key} {payload[key]}" for key in ("storage", "compression", "statistics") if key in payload
    ]
    return out + ([f"{alter} set ({options_sql(payload['options'])})"] if payload.get("options") else [])


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [sql for attr in fact.payload for sql in _reset(fact, attr, env)]


def _reset(fact: Fact, attr: str, env: Env) -> list[Sql]:
    if attr == "options":
        return [f"{_alter(fact)} reset ({', '.join(fact.payload['options'])})"]
    # `set storage default` is PostgreSQL 16's; what can be stored otherwise is extended by default but for numeric types.
    default = "-1" if attr == "statistics" else "extended" if attr == "storage" and env.major < 16 else "default"
    return [f"{_alter(fact)} set {attr} {default}"]


def _set(change: Change) -> list[Sql]:
    out: list[Sql] = []
    for attr in sorted(change.attrs - {"options"}):
        value = change.value(attr)
        out += (
            [f"{_alter(change.new)} set {attr} {value}"] if value is not None else _reset(change.old, attr, change.env)
        )
    return out


def _options(change: Change) -> list[Sql]:
    return alter_options(_alter(change.new), change)


ALTER: Final[Mapping[str, Alter]] = {"storage": _set, "compression": _set, "statistics": _set, "options": _options}
