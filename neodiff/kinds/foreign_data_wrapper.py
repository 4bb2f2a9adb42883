"""Foreign-data wrappers. Knows pg_foreign_data_wrapper; only superusers make them, and most belong to extensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import foreign_options
from neodiff.kinds.base import PG_FOREIGN_DATA_WRAPPER, Alter, Change, Env, Sql, name_sql, options_json
from neodiff.yaml.form import Field, Object, Str

KIND: Final = "foreign_data_wrapper"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_foreign_data_wrapper"
FORM: Final = Object(
    {
        "handler": Field(Str(), doc="SQL name of the function that reads its tables"),
        "validator": Field(Str(), doc="SQL name of the function that checks options"),
        "options": foreign_options.FIELD,
    },
    noun="foreign_data_wrapper",
)
_FUNCTION: Final = """(select quote_ident(n.nspname) || '.' || quote_ident(p.proname) from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace where p.oid = w.fdw{key})"""


def query(major: int) -> str:
    functions = ", ".join(f"'{key}', {_FUNCTION.format(key=key)}" for key in ("handler", "validator"))
    return f"""
        select {PG_FOREIGN_DATA_WRAPPER}, w.oid, 0, '', w.fdwname, null::oid, null::oid, 0, 0, w.fdwowner, w.fdwacl,
            json_strip_nulls(json_build_object({functions}, 'options', {options_json("w.fdwoptions")}))
        from pg_foreign_data_wrapper w"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    functions = "".join(f" {key} {fact.payload[key]}" for key in ("handler", "validator") if key in fact.payload)
    options = foreign_options.clause(fact.payload.get("options") or {})
    return [f"create foreign data wrapper {name_sql(fact.id)}{functions}{options}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop foreign data wrapper {name_sql(fact.id)}"]


def _functions(change: Change) -> list[Sql]:
    said = [
        f"{key} {change.value(key)}" if change.value(key) else f"no {key}" for key in sorted(change.attrs - {"options"})
    ]
    return [f"alter foreign data wrapper {name_sql(change.id)} {' '.join(said)}"]


def _options(change: Change) -> list[Sql]:
    return foreign_options.alter(f"alter foreign data wrapper {name_sql(change.id)}", change)


ALTER: Final[Mapping[str, Alter]] = {"handler": _functions, "validator": _functions, "options": _options}
