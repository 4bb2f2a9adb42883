"""Roles and their attributes. Knows pg_roles, which tells no password: none is read or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from neodiff.facts import Fact, Payload
from neodiff.kinds.base import PG_AUTHID, Alter, Change, Env, Sql, true
from neodiff.sql import ident, literal
from neodiff.yaml.form import Bool, Field, Int, Object, Scalar

KIND: Final = "role"
NESTED: Final[Mapping[str, str]] = {}
# attribute -> what a new role has (docs, CREATE ROLE)
FLAGS: Final = {
    "login": False,
    "superuser": False,
    "createdb": False,
    "createrole": False,
    "inherit": True,
    "replication": False,
    "bypassrls": False,
}
FORM: Final = Object(
    {
        **{name: Field(Bool(), doc=f"{str(usual).lower()} unless said") for name, usual in FLAGS.items()},
        "connection_limit": Field(Int(min=0, max=2147483647), doc="no limit unless said"),
        "valid_until": Field(
            Scalar(), doc="until when its password is taken, such as 2030-01-31 12:00+01; UTC unless said"
        ),
    },
    noun="role",
)


def query(major: int) -> str:
    flags = ", ".join(
        f"'{name}', {true(f'r.{column}') if not FLAGS[name] else f'nullif(r.{column}, true)'}"
        for name, column in _COLUMNS.items()
    )
    return rf"""
        select {PG_AUTHID}, r.oid, 0, '', r.rolname, null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object({flags}, 'connection_limit', nullif(r.rolconnlimit, -1),
                'valid_until', nullif(r.rolvaliduntil, 'infinity')::text))
        from pg_roles r where r.rolname !~ '^pg_'"""


_COLUMNS: Final = {
    "login": "rolcanlogin",
    "superuser": "rolsuper",
    "createdb": "rolcreatedb",
    "createrole": "rolcreaterole",
    "inherit": "rolinherit",
    "replication": "rolreplication",
    "bypassrls": "rolbypassrls",
}


def from_yaml(node: Mapping[str, Any]) -> Payload:
    """Raises ValueError for a `valid_until` that is no time."""
    out: Payload = {name: node[name] for name, usual in FLAGS.items() if node.get(name, usual) != usual}
    if "connection_limit" in node:
        out["connection_limit"] = node["connection_limit"]
    if (until := node.get("valid_until")) is not None and str(until) != "infinity":
        out["valid_until"] = _time(str(until))
    return out


def _time(written: str) -> str:
    """As PostgreSQL shows it in UTC, with datestyle ISO."""
    found = datetime.fromisoformat(written)
    try:
        at = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(written) from error
    text = at.replace(tzinfo=None).isoformat(" ")
    return f"{text.rstrip('0') if at.microsecond else text}+00"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    words = _words({}, fact.payload)
    return [f"create role {ident(fact.id.name)}{' with ' if words else ''}{' '.join(words)}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop role {ident(fact.id.name)}"]


def _alter(change: Change) -> list[Sql]:
    """Only what differs is said: platforms refuse to hear of the rest, even as it is."""
    return [f"alter role {ident(change.id.name)} {' '.join(_words(change.old.payload, change.new.payload))}"]


def _words(old: Payload, new: Payload) -> list[str]:
    out = []
    for name, usual in FLAGS.items():
        if old.get(name, usual) != (now := new.get(name, usual)):
            out.append(name if now else f"no{name}")
    if old.get("connection_limit") != new.get("connection_limit"):
        out.append(f"connection limit {new.get('connection_limit', -1)}")
    if old.get("valid_until") != new.get("valid_until"):
        out.append(f"valid until {literal(new.get('valid_until', 'infinity')).strip()}")
    return out


ALTER: Final[Mapping[str, Alter]] = {"*": _alter}
