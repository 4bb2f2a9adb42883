"""Casts. Knows pg_cast; those that PostgreSQL makes from a range to its multirange are part of the range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import PG_CAST, Alter, Env, Sql, name_sql, replace
from neodiff.yaml.form import Bool, Choice, Field, Object, Str

KIND: Final = "cast"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_cast where oid >= 16384"
NAME: Final = Str(pattern=r"\s*\S[\s\S]*\s[aA][sS]\s[\s\S]*\S\s*")
FORM: Final = Object(
    {
        "function": Field(Str(), doc="the function that converts, with the types of its arguments"),
        "inout": Field(Bool(), doc="WITH INOUT: by the text of the value"),
        "binary": Field(Bool(), doc="WITHOUT FUNCTION: both types store the same bytes"),
        "context": Field(Choice("explicit", "assignment", "implicit"), doc="when it is applied; explicit unless said"),
    },
    noun="cast",
)


def query(major: int) -> str:
    return f"""
        select {PG_CAST}, c.oid, 0, '', '(' || format_type(c.castsource, null) || ' as ' || format_type(c.casttarget, null) || ')',
            null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object(
                'function', case when c.castmethod = 'f' then c.castfunc::regprocedure::text end,
                'inout', case when c.castmethod = 'i' then true end,
                'binary', case when c.castmethod = 'b' then true end,
                'context', case c.castcontext when 'a' then 'assignment' when 'i' then 'implicit' end))
        from pg_cast c where c.oid >= 16384 and not exists (select from pg_depend d
            where d.classid = {PG_CAST} and d.objid = c.oid and d.deptype = 'i')"""


def identity(name: str, payload: Mapping[str, Any]) -> str:
    return f"({name})"


def spelled(fact_id: FactId) -> str:
    return fact_id.name[1:-1]


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if value not in (False, "explicit")}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    how = "with inout" if payload.get("inout") else "without function"
    how = f"with function {payload['function']}" if "function" in payload else how
    context = f" as {payload['context']}" if "context" in payload else ""
    return [f"create cast {name_sql(fact.id)} {how}{context}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop cast {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)
