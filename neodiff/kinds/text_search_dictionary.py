"""Text search dictionaries: a template and its options. Knows pg_ts_dict; not the files that options name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TS_DICT, USER_SCHEMA, Alter, Change, Env, Sql, name_sql, replace
from neodiff.sql import ident, literal, name_of, significant
from neodiff.yaml.form import Either, Field, Int, MapOf, Number, Object, Str

KIND: Final = "text_search_dictionary"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_ts_dict where oid >= 16384"
FORM: Final = Object(
    {
        "template": Field(
            Str(), required=True, doc="SQL name: simple, synonym, snowball, thesaurus, ispell, or your own"
        ),
        "options": Field(MapOf(Either(Int(), Number(), Str()), key=Str()), doc="of the template, in their order"),
    },
    noun="text_search_dictionary",
)


def query(major: int) -> str:
    return f"""
        select {PG_TS_DICT}, d.oid, 0, n.nspname, d.dictname, null::oid, null::oid, 0, 0, d.dictowner, null::aclitem[],
            json_strip_nulls(json_build_object('template', case when tn.nspname <> 'pg_catalog'
                then quote_ident(tn.nspname) || '.' else '' end || quote_ident(t.tmplname), 'options', d.dictinitoption))
        from pg_ts_dict d join pg_namespace n on n.oid = d.dictnamespace
        join pg_ts_template t on t.oid = d.dicttemplate join pg_namespace tn on tn.oid = t.tmplnamespace where {USER_SCHEMA}"""


def normalise(fact: Fact) -> None:
    """pg_ts_dict.dictinitoption as written by serialize_deflist(): name = 'value', numbers without quotes."""
    found = significant(fact.payload.pop("options", ""))
    options = {name_of(name): _value(value[1]) for name, value in zip(found[0::4], found[2::4])}
    if options:
        fact.payload["options"] = options


def _value(token: str) -> Any:
    if token[:1] in "'E":
        plain = token[token.index("'") + 1 : -1].replace("''", "'")
        return plain.replace("\\\\", "\\") if token[0] == "E" else plain
    return float(token) if "." in token else int(token)


def _said(options: Mapping[str, Any]) -> list[str]:
    return [
        f"{ident(name)} = {literal(value).strip() if isinstance(value, str) else value}"
        for name, value in options.items()
    ]


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    parts = [f"template = {fact.payload['template']}", *_said(fact.payload.get("options") or {})]
    return [f"create text search dictionary {name_sql(fact.id)} ({', '.join(parts)})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop text search dictionary {name_sql(fact.id)}"]


def _options(change: Change) -> list[Sql]:
    """Each option that is said goes to the end, so all are: their order is that of a new dictionary."""
    old, new = (side.payload.get("options") or {} for side in (change.old, change.new))
    parts = [*(ident(name) for name in old if name not in new), *_said(new)]
    return [f"alter text search dictionary {name_sql(change.id)} ({', '.join(parts)})"]


ALTER: Final[Mapping[str, Alter]] = {"template": replace, "options": _options}
