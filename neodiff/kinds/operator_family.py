"""Operator families, with what belongs to no class of theirs. Knows pg_opfamily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds import opclass_parts
from neodiff.kinds.base import PG_OPFAMILY, USER_SCHEMA, Alter, Change, Env, Sql, name_sql
from neodiff.sql import ident
from neodiff.yaml.form import Field, Name, Object

KIND: Final = "operator_family"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_opfamily where oid >= 16384"
FORM: Final = Object(
    {"using": Field(Name(), required=True, doc="the access method"), **opclass_parts.FIELDS}, noun="operator family"
)


def query(major: int) -> str:
    return f"""
        select {PG_OPFAMILY}, f.oid, 0, n.nspname, quote_ident(f.opfname) || ' using ' || quote_ident(a.amname),
            null::oid, null::oid, 0, 0, f.opfowner, null::aclitem[],
            json_strip_nulls(json_build_object('using', a.amname, {opclass_parts.columns("f.oid", PG_OPFAMILY)}))
        from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace join pg_am a on a.oid = f.opfmethod
        where {USER_SCHEMA}"""


def identity(name: str, payload: Mapping[str, Any]) -> str:
    return f"{ident(name)} using {ident(payload['using'])}"


to_yaml = opclass_parts.to_yaml


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    out: list[Sql] = [f"create operator family {name_sql(fact.id)}"]
    return out + _add(fact, list(opclass_parts.lines(fact.payload)))


def _add(fact: Fact, lines: Sequence[str]) -> list[Sql]:
    inside = ",".join(f"\n    {line}" for line in lines)
    return [f"alter operator family {name_sql(fact.id)} add{inside}"] if lines else []


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop operator family {name_sql(fact.id)}"]


def _members(change: Change) -> list[Sql]:
    """By strategy or support number and types: what is gone or differs is dropped, what is new or differs is added."""
    had, has = (opclass_parts.places(fact.payload) for fact in (change.old, change.new))
    gone = [place for place, line in had.items() if has.get(place) != line]
    new = [line for place, line in has.items() if had.get(place) != line]
    inside = ",".join(f"\n    {place}" for place in gone)
    out: list[Sql] = [f"alter operator family {name_sql(change.id)} drop{inside}"] if gone else []
    return out + _add(change.new, new)


ALTER: Final[Mapping[str, Alter]] = {"operators": _members, "functions": _members}
