"""Configuration parameters of the server, of which only grants are declared. Knows pg_parameter_acl (PostgreSQL 15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_PARAMETER_ACL, Alter, Env, Sql
from neodiff.yaml.form import Object

KIND: Final = "parameter"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object({}, noun="parameter")
SINCE: Final = 15
_BOOTSTRAP: Final = 10  # grants on parameters are in the first superuser's name (ExecGrant_Parameter())


def query(major: int) -> str:
    if major < SINCE:
        return ""
    return f"""
        select {PG_PARAMETER_ACL}, p.oid, 0, '', p.parname, null::oid, null::oid, 0, 0, {_BOOTSTRAP}::oid, p.paracl, '{{}}'::json
        from pg_parameter_acl p"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    """Every server has its parameters."""
    return []


def drop(fact: Fact, env: Env) -> list[Sql]:
    return []


ALTER: Final[Mapping[str, Alter]] = {}
