"""Subscriptions of logical replication. Knows pg_subscription, but not its connection strings, which are secrets.

Nothing here reaches out to the publisher: CREATE with connect = false, DROP without a slot, publications without a refresh.
So a statement may stand in a transaction and be proven, and what is to be done there is told (`afar`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff import secret
from neodiff.facts import Fact
from neodiff.kinds.base import PG_SUBSCRIPTION, Alter, Change, Env, Sql, name_sql, replace, true
from neodiff.sql import idents, literal
from neodiff.yaml.form import Bool, Choice, Either, Field, Name, Object, OneOrMany, Str

KIND: Final = "subscription"
NESTED: Final[Mapping[str, str]] = {}
_NO_SLOT: Final = "none"
# ReplicationSlotValidateName() in slot.c
_SLOT: Final = re.compile(r"[a-z0-9_]{1,63}")
_LEVELS: Final = ("off", "local", "remote_write", "on", "remote_apply")
_OPTIONS: Final = (
    "binary",
    "streaming",
    "synchronous_commit",
    "two_phase",
    "disable_on_error",
    "password_required",
    "run_as_owner",
    "origin",
    "failover",
)
FORM: Final = Object(
    {
        "connection": Field(
            Either(Str(), Object({secret.ENV: Field(Str(), required=True)}, noun="connection")),
            required=True,
            doc="$NAME of the environment variable that has the connection string: never compared, never shown",
        ),
        "publications": Field(OneOrMany(Name()), required=True, doc="at the publisher"),
        "enabled": Field(Bool(), doc="true unless said"),
        "slot_name": Field(Name(), doc="of the publisher; the subscription's name unless said; none: it has no slot"),
        "binary": Field(Bool()),
        "streaming": Field(Either(Bool(), Choice("parallel")), doc="false unless said; parallel: PostgreSQL 16"),
        "synchronous_commit": Field(Choice(*_LEVELS), doc="off unless said"),
        "two_phase": Field(Bool(), doc="PostgreSQL 15"),
        "disable_on_error": Field(Bool(), doc="PostgreSQL 15"),
        "password_required": Field(Bool(), doc="true unless said; PostgreSQL 16"),
        "run_as_owner": Field(Bool(), doc="PostgreSQL 16"),
        "origin": Field(Choice("any", "none"), doc="any unless said; PostgreSQL 16"),
        "failover": Field(Bool(), doc="PostgreSQL 17"),
    },
    noun="subscription",
)
_DEFAULTS: Final[Mapping[str, Any]] = {
    "enabled": True,
    "password_required": True,
    "synchronous_commit": "off",
    "origin": "any",
}


def query(major: int) -> str:
    stream = "case s.substream when 't' then to_json(true) when 'p' then to_json('parallel'::text) end"
    found = {
        "connection": f"'{secret.HIDDEN}'",
        "publications": "(select json_agg(p order by p) from unnest(s.subpublications) p)",
        "enabled": "case when not s.subenabled then false end",
        "slot_name": f"case when s.subslotname is null then '{_NO_SLOT}' when s.subslotname <> s.subname then s.subslotname end",
        "binary": true("s.subbinary"),
        "streaming": stream if major >= 16 else true("s.substream"),
        "synchronous_commit": "nullif(s.subsynccommit, 'off')",
    }
    if major >= 15:
        found |= {"two_phase": true("s.subtwophasestate <> 'd'"), "disable_on_error": true("s.subdisableonerr")}
    if major >= 16:
        found |= {
            "password_required": "case when not s.subpasswordrequired then false end",
            "run_as_owner": true("s.subrunasowner"),
            "origin": "nullif(s.suborigin, 'any')",
        }
    if major >= 17:
        found["failover"] = true("s.subfailover")
    pairs = ", ".join(f"'{key}', {value}" for key, value in found.items())
    # whoever names subconninfo, in whatever clause, must be a superuser
    return f"""
        select {PG_SUBSCRIPTION}, s.oid, 0, '', s.subname, null::oid, null::oid, 0, 0, s.subowner, null::aclitem[],
            json_strip_nulls(json_build_object({pairs}))
        from pg_subscription s where s.subdbid = (select oid from pg_database where datname = current_database())"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    out = {key: value for key, value in node.items() if value != _DEFAULTS.get(key, False)}
    if (name := secret.variable(node["connection"])) is not None:
        out["connection"] = secret.Hidden(name)
    return {**out, "publications": sorted({str(name) for name in out["publications"]})}


def identity(name: str, payload: dict[str, Any]) -> str:
    """Its own name; a slot that is called as it is needs no saying."""
    if payload.get("slot_name") == name:
        del payload["slot_name"]
    return name


def _said(payload: Mapping[str, Any], keys: Sequence[str]) -> str:
    def value(key: str) -> str:
        found = payload.get(key, _DEFAULTS.get(key, False))
        return str(found).lower() if isinstance(found, bool) else literal(str(found))

    return ", ".join(f"{key} = {value(key)}" for key in _OPTIONS if key in keys)


def _slot(fact: Fact) -> str:
    name = str(fact.payload.get("slot_name", fact.id.name))
    return _NO_SLOT if name == _NO_SLOT else literal(name).strip()


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    # since PostgreSQL 18 `parallel` unless said
    options = _said(payload, [*payload, "streaming"])
    # unsaid it is the subscription's name, which may be none that PostgreSQL takes for a slot when it is said
    slot = f"slot_name = {_slot(fact)}, " if "slot_name" in payload else ""
    head = f"create subscription {name_sql(fact.id)}\nconnection {secret.mark(payload['connection'], fact.id)}\n"
    made = f"{head}publication {idents(payload['publications'])}\nwith (connect = false, {slot}{options})"
    return [secret.filled(made), *(_switch(fact) if payload.get("enabled", True) else [])]


def _switch(fact: Fact) -> list[Sql]:
    return [f"alter subscription {name_sql(fact.id)} {'enable' if fact.payload.get('enabled', True) else 'disable'}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    # with its slot it would go there, and not in a transaction
    out: list[Sql] = []
    if fact.payload.get("enabled", True):
        out.append(f"alter subscription {name_sql(fact.id)} disable")
    if fact.payload.get("slot_name") != _NO_SLOT:
        out.append(f"alter subscription {name_sql(fact.id)} set (slot_name = none)")
    return [*out, f"drop subscription {name_sql(fact.id)}"]


def _publications(change: Change) -> list[Sql]:
    names = idents(change.value("publications"))
    return [f"alter subscription {name_sql(change.id)} set publication {names} with (refresh = false)"]


def _enabled(change: Change) -> list[Sql] | None:
    """Without a slot it cannot be on, so the two change together in the order that PostgreSQL takes."""
    slot: list[Sql] = []
    if "slot_name" in change.attrs and "slot_name" not in change.new.payload and not _SLOT.fullmatch(change.id.name):
        return replace(change)
    if "slot_name" in change.attrs:
        slot = [f"alter subscription {name_sql(change.id)} set (slot_name = {_slot(change.new)})"]
    switch = _switch(change.new) if "enabled" in change.attrs else []
    return [*slot, *switch] if change.new.payload.get("enabled", True) else [*switch, *slot]


def _options(change: Change) -> list[Sql]:
    return [f"alter subscription {name_sql(change.id)} set ({_said(change.new.payload, sorted(change.attrs))})"]


ALTER: Final[Mapping[str, Alter]] = {
    "publications": _publications,
    # these two change the slot at the publisher too
    "two_phase": replace,
    "failover": replace,
    **dict.fromkeys((key for key in _OPTIONS if key not in ("two_phase", "failover")), _options),
    "enabled": _enabled,
    "slot_name": _enabled,
}


def afar(old: Fact | None, new: Fact | None) -> list[str]:
    """What is left to do at the publisher and then here, on the way from `old` to `new`."""
    fact = new or old
    assert fact is not None
    slots = [_slot(each) if each is not None else _NO_SLOT for each in (old, new)]
    out = []
    if slots[0] not in (slots[1], _NO_SLOT):
        out.append(f"its old slot stays at the publisher: select pg_drop_replication_slot({slots[0]}) drops it there")
    if slots[1] not in (slots[0], _NO_SLOT):
        out.append(
            f"create its slot at the publisher: select pg_create_logical_replication_slot({slots[1]}, 'pgoutput')"
        )
    keys = ("publications", "two_phase", "failover")
    made = old is None or any(old.payload.get(key) != fact.payload.get(key) for key in keys)
    if new is not None and made and slots[1] != _NO_SLOT:
        out.append(f"then fetch its tables: alter subscription {name_sql(fact.id)} refresh publication")
    return out
