"""Procedural languages that no extension brings. Knows pg_language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_LANGUAGE, Alter, Change, Env, Sql, name_sql, true
from neodiff.yaml.form import Bool, Field, Object, Str

KIND: Final = "language"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object(
    {
        "handler": Field(Str(), required=True, doc="the function that runs its functions"),
        "inline": Field(Str(), doc="the function that runs DO blocks"),
        "validator": Field(Str(), doc="the function that checks a new function"),
        "trusted": Field(Bool(), doc="may be used by who is no superuser"),
    },
    noun="language",
)


def query(major: int) -> str:
    return f"""
        select {PG_LANGUAGE}, l.oid, 0, '', l.lanname, null::oid, null::oid, 0, 0, l.lanowner, l.lanacl,
            json_strip_nulls(json_build_object(
                'handler', nullif(l.lanplcallfoid::regproc::text, '-'), 'inline', nullif(l.laninline::regproc::text, '-'),
                'validator', nullif(l.lanvalidator::regproc::text, '-'), 'trusted', {true("l.lanpltrusted")}))
        from pg_language l where l.oid >= 16384 or l.lanacl is not null"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value is not False}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    """CREATE OR REPLACE with every attribute spelled out: what is left out would be reset."""
    payload = fact.payload
    trusted = "trusted " if payload.get("trusted") else ""
    rest = "".join(f" {key} {payload[key]}" for key in ("handler", "inline", "validator") if key in payload)
    return [f"create or replace {trusted}language {name_sql(fact.id)}{rest}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop language {name_sql(fact.id)}"]


def _again(change: Change) -> list[Sql]:
    return create(change.new, (), change.env)


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, _again)
