"""Event triggers, which run on commands of the whole database. Knows pg_event_trigger; only superusers make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_EVENT_TRIGGER, Alter, Change, Env, Sql, name_sql, replace
from neodiff.sql import literal
from neodiff.yaml.form import Choice, Field, ListOf, Object, Str

KIND: Final = "event_trigger"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_event_trigger"
FORM: Final = Object(
    {
        "event": Field(
            Choice("ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite", "login"),
            required=True,
            doc="login: PostgreSQL 17",
        ),
        "tags": Field(ListOf(Str()), doc="commands, such as CREATE TABLE; all unless said"),
        "function": Field(Str(), required=True, doc="SQL name of the function"),
        "enabled": Field(Choice("origin", "always", "replica", "disabled")),
    },
    noun="event_trigger",
)
_STATES: Final = {"always": "enable always", "replica": "enable replica", "disabled": "disable"}


def query(major: int) -> str:
    return f"""
        select {PG_EVENT_TRIGGER}, e.oid, 0, '', e.evtname, null::oid, null::oid, 0, 0, e.evtowner, null::aclitem[],
            json_strip_nulls(json_build_object('event', e.evtevent,
                'tags', (select json_agg(t.tag order by t.ord) from unnest(e.evttags) with ordinality t(tag, ord)),
                'function', quote_ident(n.nspname) || '.' || quote_ident(p.proname),
                'enabled', case e.evtenabled when 'A' then 'always' when 'R' then 'replica' when 'D' then 'disabled' end))
        from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid join pg_namespace n on n.oid = p.pronamespace"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if value != "origin"}
    if "tags" in payload:
        payload["tags"] = [str(tag).upper() for tag in payload["tags"]]
    return payload


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    lines = [f"create event trigger {name_sql(fact.id)} on {payload['event']}"]
    if payload.get("tags"):
        lines.append(f"when tag in ({', '.join(literal(tag).strip() for tag in payload['tags'])})")
    lines.append(f"execute function {payload['function']}()")
    out: list[Sql] = ["\n".join(lines)]
    return out + (_state(fact) if "enabled" in payload else [])


def _state(fact: Fact) -> list[Sql]:
    word = _STATES.get(fact.payload.get("enabled", "origin"), "enable")
    return [f"alter event trigger {name_sql(fact.id)} {word}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop event trigger {name_sql(fact.id)}"]


def _enabled(change: Change) -> list[Sql]:
    return _state(change.new)


ALTER: Final[Mapping[str, Alter]] = {"event": replace, "tags": replace, "function": replace, "enabled": _enabled}
