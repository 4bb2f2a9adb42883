"""Text search templates: the functions behind dictionaries. Knows pg_ts_template; only superusers make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TS_TEMPLATE, USER_SCHEMA, Alter, Env, Sql, name_sql, regproc, replace
from neodiff.yaml.form import Field, Object, Str

KIND: Final = "text_search_template"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_ts_template where oid >= 16384"
FORM: Final = Object(
    {
        "init": Field(Str(), doc="SQL name of the function that reads a dictionary's options"),
        "lexize": Field(Str(), required=True, doc="SQL name of the function that looks a word up"),
    },
    noun="text_search_template",
)


def query(major: int) -> str:
    functions = ", ".join(f"'{key}', {regproc(f't.tmpl{key}')}" for key in FORM.fields)
    return f"""
        select {PG_TS_TEMPLATE}, t.oid, 0, n.nspname, t.tmplname, null::oid, null::oid, 0, 0, null::oid, null::aclitem[],
            json_strip_nulls(json_build_object({functions}))
        from pg_ts_template t join pg_namespace n on n.oid = t.tmplnamespace where {USER_SCHEMA}"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    functions = ", ".join(f"{key} = {value}" for key, value in fact.payload.items())
    return [f"create text search template {name_sql(fact.id)} ({functions})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop text search template {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)
