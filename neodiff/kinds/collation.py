"""Collations. Knows pg_collation; the version of the library that sorts is never a difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_COLLATION, USER_SCHEMA, Alter, Env, Sql, name_sql, replace
from neodiff.sql import literal
from neodiff.yaml.form import Bool, Choice, Field, Object, Scalar

KIND: Final = "collation"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_collation where oid >= 16384"
FORM: Final = Object(
    {
        "provider": Field(Choice("libc", "icu", "builtin"), doc="libc unless said; builtin is PostgreSQL 17 and later"),
        "locale": Field(Scalar(), doc="lc_collate and lc_ctype in one"),
        "lc_collate": Field(Scalar(), doc="order, of libc"),
        "lc_ctype": Field(Scalar(), doc="upper and lower case, of libc"),
        "deterministic": Field(Bool(), doc="false: other bytes may be equal; icu only"),
        "rules": Field(Scalar(), doc="more rules of icu; PostgreSQL 16 and later"),
    },
    noun="collation",
)


def query(major: int) -> str:
    locale = {15: "c.colliculocale", 16: "c.colliculocale"}.get(
        major, "c.colllocale" if major > 16 else "c.collcollate"
    )
    rules = "c.collicurules" if major >= 16 else "null::text"
    return f"""
        select {PG_COLLATION}, c.oid, 0, n.nspname, c.collname, null::oid, null::oid, 0, 0, c.collowner, null::aclitem[],
            json_strip_nulls(json_build_object(
                'provider', case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' when 'd' then 'default' end,
                'locale', case when c.collprovider in ('i', 'b') then {locale}
                    when c.collcollate = c.collctype then c.collcollate end,
                'lc_collate', case when c.collprovider = 'c' and c.collcollate <> c.collctype then c.collcollate end,
                'lc_ctype', case when c.collprovider = 'c' and c.collcollate <> c.collctype then c.collctype end,
                'deterministic', nullif(c.collisdeterministic, true), 'rules', {rules}))
        from pg_collation c join pg_namespace n on n.oid = c.collnamespace
        where {USER_SCHEMA} and c.collencoding in (-1, (select encoding from pg_database where datname = current_database()))"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if not (key == "deterministic" and value)}
    return {key: value for key, value in payload.items() if value != "libc" or key != "provider"}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    payload = fact.payload
    lines = [f"provider = {payload.get('provider', 'libc')}"]
    lines += [
        f"{k} = {literal(payload[k]).strip()}" for k in ("locale", "lc_collate", "lc_ctype", "rules") if k in payload
    ]
    lines += ["deterministic = false"] if payload.get("deterministic") is False else []
    return [f"create collation {name_sql(fact.id)} ({', '.join(lines)})"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop collation {name_sql(fact.id)}"]


ALTER: Final[Mapping[str, Alter]] = dict.fromkeys(FORM.fields, replace)
