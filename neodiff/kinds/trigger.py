"""Triggers of tables and views. Knows pg_trigger; not the function that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import (
    PG_CLASS,
    PG_TRIGGER,
    USER_SCHEMA,
    Alter,
    Change,
    Env,
    Sql,
    name_sql,
    parent_of,
    replace,
    table_sql,
    true,
)
from neodiff.sql import ident, idents, literal, parenthesised
from neodiff.yaml.form import Bool, Choice, Either, Field, ListOf, Name, Object, OneOrMany, Scalar, Str
from neodiff.yaml.form import Sql as SqlText

KIND: Final = "trigger"
NESTED: Final[Mapping[str, str]] = dict.fromkeys(("table", "view", "foreign_table"), "triggers")
FORM: Final = Object(
    {
        "timing": Field(Choice("before", "after", "instead of")),
        "events": Field(
            OneOrMany(
                Either(
                    Choice("insert", "update", "delete", "truncate"),
                    Object({"update": Field(ListOf(Name()))}, noun="event"),
                )
            ),
        ),
        "level": Field(Choice("row", "statement"), doc="statement unless said, as in SQL"),
        "when": Field(SqlText()),
        "function": Field(Str(), doc="SQL name of the function; absent where it is the partitioned table's trigger"),
        "args": Field(ListOf(Scalar())),
        "old_table": Field(Name()),
        "new_table": Field(Name()),
        "constraint": Field(Bool()),
        "deferrable": Field(Bool()),
        "initially_deferred": Field(Bool()),
        "from": Field(Str(), doc="SQL name of the other table of a constraint trigger"),
        "enabled": Field(Choice("origin", "always", "replica", "disabled")),
    },
    noun="trigger",
)


def query(major: int) -> str:
    # WHEN has two relations in it (old and new), which pg_get_expr() refuses; only the whole definition has it as text.
    return f"""
        select {PG_TRIGGER}, t.oid, 0, '', t.tgname, {PG_CLASS}, c.oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'kin', case when t.tgparentid <> 0 then 'inherited' end,
                'timing', case when t.tgtype & 64 <> 0 then 'instead of' when t.tgtype & 2 <> 0 then 'before' else 'after' end,
                'events', array_to_json(array_remove(array[
                    case when t.tgtype & 4 <> 0 then '"insert"' end,
                    case when t.tgtype & 8 <> 0 then '"delete"' end,
                    case when t.tgtype & 16 <> 0 then coalesce((
                        select json_build_object('update', json_agg(a.attname order by o.ord))
                        from unnest(t.tgattr::int2[]) with ordinality o(num, ord)
                        join pg_attribute a on a.attrelid = t.tgrelid and a.attnum = o.num having count(*) > 0)::text, '"update"') end,
                    case when t.tgtype & 32 <> 0 then '"truncate"' end], null)::json[]),
                'level', case when t.tgtype & 1 <> 0 then 'row' end,
                'when', case when t.tgqual is not null then
                    (regexp_match(pg_get_triggerdef(t.oid, false),
                        ' FOR EACH (?:ROW|STATEMENT) WHEN \\((.*)\\) EXECUTE FUNCTION '))[1] end,
                'function', quote_ident(fn.nspname) || '.' || quote_ident(p.proname),
                'args', case when t.tgnargs > 0 then encode(t.tgargs, 'hex') end,
                'old_table', t.tgoldtable, 'new_table', t.tgnewtable,
                'constraint', {true("t.tgconstraint <> 0")},
                'deferrable', {true("t.tgdeferrable")}, 'initially_deferred', {true("t.tginitdeferred")},
                'from', case when t.tgconstrrelid <> 0 then quote_ident(rn.nspname) || '.' || quote_ident(r.relname) end,
                'enabled', case t.tgenabled when 'A' then 'always' when 'R' then 'replica' when 'D' then 'disabled' end))
        from pg_trigger t join pg_class c on c.oid = t.tgrelid and c.relkind in ('r', 'p', 'v', 'f')
        join pg_namespace n on n.oid = c.relnamespace
        join pg_proc p on p.oid = t.tgfoid join pg_namespace fn on fn.oid = p.pronamespace
        left join pg_class r on r.oid = t.tgconstrrelid left join pg_namespace rn on rn.oid = r.relnamespace
        where (not t.tgisinternal or t.tgparentid <> 0 and t.tgconstraint = 0) and {USER_SCHEMA}"""


def normalise(fact: Fact) -> None:
    # pg_trigger.tgargs: the arguments, each ended by a zero byte.
    if "args" in fact.payload:
        fact.payload["args"] = [arg.decode() for arg in bytes.fromhex(fact.payload["args"]).split(b"\0")[:-1]]


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    if "function" not in node:
        return node
    payload = {key: value for key, value in node.items() if value not in (False, "statement", "origin")}
    payload["events"] = list(payload.get("events", ()))
    return payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    events = payload.get("events")
    if not events:
        return payload
    return {**payload, "events": events[0] if len(events) == 1 else events}


def _event(event: str | Mapping[str, Sequence[str]]) -> str:
    return event if isinstance(event, str) else f"update of {idents(event['update'])}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    if "function" not in payload:
        return _state(fact)
    word = "constraint trigger" if payload.get("constraint") else "trigger"
    lines = [f"create {word} {ident(fact.id.name)}"]
    lines.append(
        f"{payload['timing']} {' or '.join(_event(event) for event in payload['events'])} on {table_sql(fact)}"
    )
    if "from" in payload:
        lines.append(f"from {payload['from']}")
    if payload.get("deferrable"):
        lines.append("deferrable" + (" initially deferred" if payload.get("initially_deferred") else ""))
    transition = [
        f"{key.replace('_', ' ')} as {ident(payload[key])}" for key in ("old_table", "new_table") if key in payload
    ]
    if transition:
        lines.append("referencing " + " ".join(transition))
    lines.append(f"for each {payload.get('level', 'statement')}")
    if "when" in payload:
        lines.append(f"when {parenthesised(payload['when'])}")
    args = ", ".join(literal(str(value)).strip() for value in payload.get("args") or ())
    lines.append(f"execute function {payload['function']}({args})")
    out: list[Sql] = ["\n".join(lines)]
    return out + (_state(fact) if "enabled" in payload else [])


def _state(fact: Fact) -> list[Sql]:
    word = {"always": "enable always", "replica": "enable replica", "disabled": "disable"}.get(
        fact.payload.get("enabled", "origin"), "enable"
    )
    relation = "view" if parent_of(fact).kind == "view" else "table"
    return [f"alter {relation} {table_sql(fact)} {word} trigger {ident(fact.id.name)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop trigger {ident(fact.id.name)} on {name_sql(parent_of(fact))}"]


def _enabled(change: Change) -> list[Sql]:
    return _state(change.new)


ALTER: Final[Mapping[str, Alter]] = {**dict.fromkeys(FORM.fields, replace), "enabled": _enabled}
