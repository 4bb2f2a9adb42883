"""Facts of roles, of the database itself and of parameters -> documents. Must not know files, YAML syntax or servers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from neodiff.declare.pull_short import number
from neodiff.facts import Fact, FactBase, FactId, Payload, sort_key
from neodiff.kinds import grants, membership, settings

_SETTINGS: Final = ("settings", "database_settings")


def documents(base: FactBase, roles: Collection[str]) -> dict[FactId, dict[str, Any]]:
    """One for each of these roles, and for each parameter that something is granted on."""
    out: dict[FactId, dict[str, Any]] = {}
    told = _as_members(base, roles)
    for fact_id in sorted(base.facts, key=sort_key):
        if fact_id.kind == "role" and fact_id.name in roles:
            out[fact_id] = {"role": fact_id.name, **_role(base, fact_id, told)}
        elif fact_id.kind == "parameter":
            acl = base.get(FactId("grants", "", "", fact_id))
            out[fact_id] = {"parameter": fact_id.name, "grants": acl.payload if acl is not None else {}}
    return out


def database(base: FactBase, about: FactId) -> dict[str, Any]:
    """What neodiff.yaml says of the database: nothing of what every new one has."""
    out: dict[str, Any] = {}
    if (comment := base.get(FactId("comment", "", "", about))) is not None:
        out["comment"] = comment.payload["text"]
    acl = base.get(FactId("grants", "", "", about))
    if acl is not None and acl.payload != {"public": list(grants.PUBLIC["database"])}:
        out["grants"] = acl.payload
    if (found := base.get(FactId("settings", "", "", about))) is not None:
        out["settings"] = _settings(found.payload)
    return out


def _role(base: FactBase, about: FactId, told: Mapping[FactId, str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if (comment := base.get(FactId("comment", "", "", about))) is not None:
        out["comment"] = comment.payload["text"]
    out |= base[about].payload
    found = [fact for fact in base.facts.values() if fact.id.kind == "membership"]
    above = [fact for fact in found if fact.id.parent == about and told[fact.id] == "member_of"]
    below = [fact for fact in found if fact.id.name == about.name and told[fact.id] == "members"]
    for key, facts in (("member_of", above), ("members", below)):
        if facts:
            out[key] = _memberships(base, {_other(fact, key): fact for fact in facts})
    for key in _SETTINGS:
        if (said := base.get(FactId(key, "", "", about))) is not None:
            out[key] = _settings(said.payload)
    return out


def _as_members(base: FactBase, roles: Collection[str]) -> dict[FactId, str]:
    """Where each membership stands: with the member, or with the group where the member has no document."""
    return {i: "member_of" if i.root.name in roles else "members" for i in base if i.kind == "membership"}


def _other(fact: Fact, key: str) -> str:
    return fact.id.name if key == "member_of" else fact.id.root.name


def _memberships(base: FactBase, facts: Mapping[str, Fact]) -> list[str] | dict[str, Payload]:
    out = {}
    for name in sorted(facts):
        member = base.get(facts[name].id.root)
        inherits = member is None or bool(member.payload.get("inherit", True))
        out[name] = membership.written(facts[name].payload, inherits=inherits)
    return out if any(out.values()) else list(out)


def _settings(payload: Payload) -> dict[str, Any]:
    found = settings.to_yaml(payload)
    return {name: value if isinstance(value, list) else number(str(value)) for name, value in found.items()}
