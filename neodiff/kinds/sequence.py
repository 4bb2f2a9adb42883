"""Sequences that are objects of their own. Knows pg_sequence; an identity column's sequence belongs to the column room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_CLASS, USER_SCHEMA, Alter, Change, Env, Sql, name_sql, true
from neodiff.sql import literal
from neodiff.yaml.form import Bool, Field, Int, Object, TypeName

KIND: Final = "sequence"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_sequence"
OPTIONS: Final = {
    "start": Field(Int(), doc="first value (pg_sequence.seqstart)"),
    "increment": Field(Int()),
    "min": Field(Int()),
    "max": Field(Int()),
    "cache": Field(Int(min=1)),
    "cycle": Field(Bool()),
    "unlogged": Field(Bool(), doc="PostgreSQL 15 and later"),
}
FORM: Final = Object({"type": Field(TypeName(), doc="bigint unless said"), **OPTIONS}, noun="sequence")

# Numbers travel as text: a JSON reader elsewhere may not keep 64 bits.
PAYLOAD: Final = """
    'start', nullif(s.seqstart, case when s.seqincrement > 0 then s.seqmin else s.seqmax end),
    'increment', nullif(s.seqincrement, 1),
    'min', nullif(s.seqmin, case when s.seqincrement > 0 then 1 else
        case s.seqtypid when 'int2'::regtype then -32768 when 'int4'::regtype then -2147483648 else -9223372036854775808 end end),
    'max', nullif(s.seqmax, case when s.seqincrement < 0 then -1 else
        case s.seqtypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647 else 9223372036854775807 end end),
    'cache', nullif(s.seqcache, 1),
    'cycle', nullif(s.seqcycle, false)"""


def query(major: int) -> str:
    return f"""
        select {PG_CLASS}, c.oid, 0, n.nspname, c.relname, null::oid, null::oid, 0, 0, c.relowner, c.relacl,
            json_strip_nulls(json_build_object(
                'type', nullif(format_type(s.seqtypid, null), 'bigint'),
                'unlogged', {true("c.relpersistence = 'u'")}, {PAYLOAD}))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
        where {USER_SCHEMA} and not exists (select from pg_depend d where d.classid = {PG_CLASS} and d.objid = c.oid
            and d.objsubid = 0 and d.refclassid = {PG_CLASS} and d.deptype = 'i')"""


def options(payload: Mapping[str, Any], *, every: bool = False) -> str:
    """The options as SQL; with `every`, those left out are set to what PostgreSQL would choose."""
    parts = []
    if "type" in payload or every:
        parts.append(f"as {payload.get('type', 'bigint')}")
    if "increment" in payload or every:
        parts.append(f"increment by {payload.get('increment', 1)}")
    for key in ("min", "max"):
        if key in payload:
            parts.append(f"{key}value {payload[key]}")
        elif every:
            parts.append(f"no {key}value")
    if "start" in payload or every:
        parts.append(f"start with {payload['start'] if 'start' in payload else _default_start(payload)}")
    if "cache" in payload or every:
        parts.append(f"cache {payload.get('cache', 1)}")
    if "cycle" in payload or every:
        parts.append("cycle" if payload.get("cycle") else "no cycle")
    return " ".join(parts)


def _default_start(payload: Mapping[str, Any]) -> int:
    rising = payload.get("increment", 1) > 0
    return int(payload.get("min", 1) if rising else payload.get("max", -1))


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    unlogged = "unlogged " if fact.payload.get("unlogged") else ""
    return [f"create {unlogged}sequence {name_sql(fact.id)} {options(fact.payload)}".rstrip()]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop sequence {name_sql(fact.id)}"]


def altered(sequence: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Sql]:
    """The statements that give a sequence, by its SQL name, its new options.

    What was never asked for a number stands at its old start, which the new bounds may leave out: it begins anew. One that
    was asked stays where it is, and PostgreSQL refuses bounds beside that.
    """
    low, high = _bounds(new)
    had_low, had_high = _bounds(old)
    if old.get("increment", 1) < 0 or new.get("increment", 1) < 0:
        # NO MINVALUE is the type's least number where the old one was, whatever the direction (init_params() in sequence.c)
        new = {**new, "min": low, "max": high}
    out: list[Sql] = [f"alter sequence {sequence} {options(new, every=True)}"]
    start = int(new.get("start", _default_start(new)))
    if low <= int(old.get("start", _default_start(old))) <= high:
        return out
    out.insert(0, f"select setval({literal(sequence).strip()}, {start}, false) from {sequence} where not is_called")
    if not had_low <= start <= had_high:
        both = f"minvalue {min(low, had_low)} maxvalue {max(high, had_high)}"
        out.insert(0, f"alter sequence {sequence} as bigint {both}")
    return out


def _bounds(payload: Mapping[str, Any]) -> tuple[int, int]:
    most = 2 ** {"smallint": 15, "integer": 31}.get(str(payload.get("type")), 63)
    low, high = (1, most - 1) if payload.get("increment", 1) > 0 else (-most, -1)
    return int(payload.get("min", low)), int(payload.get("max", high))


def _options(change: Change) -> list[Sql]:
    return altered(name_sql(change.id), change.old.payload, change.new.payload)


def _unlogged(change: Change) -> list[Sql]:
    return [f"alter sequence {name_sql(change.id)} set {'unlogged' if change.value('unlogged') else 'logged'}"]


ALTER: Final[Mapping[str, Alter]] = {
    "type": _options,
    "start": _options,
    "increment": _options,
    "min": _options,
    "max": _options,
    "cache": _options,
    "cycle": _options,
    "unlogged": _unlogged,
}
