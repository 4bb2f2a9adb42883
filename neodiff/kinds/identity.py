"""The sequence behind an identity column, which is no fact: its name, and what is granted on it.

Its options are the column's. Must not know how a column is made or changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neodiff.facts import Fact, FactId
from neodiff.kinds import grants
from neodiff.kinds.base import PUBLIC_MAJOR, Change, Env, Sql, parent_of
from neodiff.sql import generated_name


def from_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    """The grants of the YAML's identity beside it, as the catalog's query has them."""
    spec = payload.get("identity")
    if not isinstance(spec, Mapping) or "grants" not in spec:
        return payload
    rest = {key: value for key, value in spec.items() if key != "grants"}
    wanted = grants.from_yaml(spec["grants"], "sequence", PUBLIC_MAJOR)
    return {**payload, "identity": rest["generated"] if len(rest) == 1 else rest, "identity_grants": wanted}


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    if "identity_grants" not in payload:
        return payload
    spec = payload["identity"]
    whole = {**({"generated": spec} if isinstance(spec, str) else spec), "grants": payload["identity_grants"]}
    return {key: whole if key == "identity" else value for key, value in payload.items() if key != "identity_grants"}


def identity_sequence(fact: Fact) -> str | None:
    """The name of the sequence behind an identity column; None for other facts."""
    spec = fact.payload.get("identity") if fact.id.kind == "column" else None
    if not spec:
        return None
    named = spec.get("name") if isinstance(spec, dict) else None
    return str(named or generated_name(parent_of(fact).name, fact.id.name, label="seq"))


def sequence_of(fact: Fact) -> FactId:
    spec = fact.payload["identity"]
    schema = parent_of(fact).schema if isinstance(spec, str) else spec.get("schema", parent_of(fact).schema)
    return FactId("sequence", schema, identity_sequence(fact) or "")


def granted(fact: Fact, env: Env) -> list[Sql]:
    """What leads a new sequence's grants to those that the column says."""
    return grants.create(Fact(FactId(grants.KIND, "", "", sequence_of(fact)), _said(fact)), (), env)


def alter_grants(change: Change) -> list[Sql]:
    if not change.value("identity") or not change.old.payload.get("identity"):
        return []  # the sequence is gone, or new
    return list(grants.between(sequence_of(change.new), _said(change.old), _said(change.new), change.env))


def _said(fact: Fact) -> dict[str, Any]:
    return fact.payload.get("identity_grants") or {}
