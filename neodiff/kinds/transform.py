"""Transforms of a type for a language. Knows pg_transform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import PG_TRANSFORM, Alter, Change, Env, Sql, name_sql
from neodiff.sql import ident, significant
from neodiff.yaml.form import Field, Name, Object, Str, TypeName

KIND: Final = "transform"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_transform where oid >= 16384"
NAME: Final = TypeName()
FORM: Final = Object(
    {
        "language": Field(Name(), required=True),
        "from_sql": Field(Str(), doc="the function from SQL to the language, with the types of its arguments"),
        "to_sql": Field(Str(), doc="the function from the language to SQL"),
    },
    noun="transform",
)


def query(major: int) -> str:
    return f"""
        select {PG_TRANSFORM}, t.oid, 0, '', 'for ' || format_type(t.trftype, null) || ' language ' || quote_ident(l.lanname),
            null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object('language', l.lanname,
                'from_sql', nullif(t.trffromsql::oid::regprocedure::text, '-'),
                'to_sql', nullif(t.trftosql::oid::regprocedure::text, '-')))
        from pg_transform t join pg_language l on l.oid = t.trflang"""


def identity(name: str, payload: Mapping[str, Any]) -> str:
    return f"for {name} language {ident(payload['language'])}"


def spelled(fact_id: FactId) -> str:
    """The type: all between the two words."""
    words = significant(fact_id.name)[:-1]  # the last one is the language's name, whatever that is
    at = max(offset for kind, text, offset in words if (kind, text) == ("word", "language"))
    return fact_id.name[len("for ") : at].strip()


def _functions(fact: Fact) -> str:
    ways = (("from_sql", "from sql"), ("to_sql", "to sql"))
    return ", ".join(f"{words} with function {fact.payload[key]}" for key, words in ways if key in fact.payload)


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    """CREATE OR REPLACE, which keeps the comment."""
    return [f"create or replace transform {name_sql(fact.id)} ({_functions(fact)})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop transform {name_sql(fact.id)}"]


def _again(change: Change) -> list[Sql]:
    return create(change.new, (), change.env)


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, _again)
