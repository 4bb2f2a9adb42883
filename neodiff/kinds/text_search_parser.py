"""Text search parsers: the functions that cut a text into tokens. Knows pg_ts_parser; only superusers make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TS_PARSER, USER_SCHEMA, Alter, Env, Sql, name_sql, regproc, replace
from neodiff.yaml.form import Field, Object, Str

KIND: Final = "text_search_parser"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_ts_parser where oid >= 16384"
FORM: Final = Object(
    {
        "start": Field(Str(), required=True, doc="SQL names of functions"),
        "gettoken": Field(Str(), required=True),
        "end": Field(Str(), required=True),
        "lextypes": Field(Str(), required=True),
        "headline": Field(Str()),
    },
    noun="text_search_parser",
)
_COLUMNS: Final = {"gettoken": "prstoken", "lextypes": "prslextype"}


def query(major: int) -> str:
    functions = ", ".join(f"'{key}', {regproc('p.' + _COLUMNS.get(key, f'prs{key}'))}" for key in FORM.fields)
    return f"""
        select {PG_TS_PARSER}, p.oid, 0, n.nspname, p.prsname, null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object({functions}))
        from pg_ts_parser p join pg_namespace n on n.oid = p.prsnamespace where {USER_SCHEMA}"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    functions = ", ".join(f"{key} = {value}" for key, value in fact.payload.items())
    return [f"create text search parser {name_sql(fact.id)} ({functions})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop text search parser {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)
