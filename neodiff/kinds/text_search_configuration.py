"""Text search configurations: a parser, and which dictionaries its tokens are looked up in. Knows pg_ts_config and its map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_TS_CONFIG, USER_SCHEMA, Alter, Change, Env, Sql, name_sql, replace
from neodiff.sql import idents
from neodiff.yaml.form import Field, MapOf, Object, OneOrMany, Str

KIND: Final = "text_search_configuration"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_ts_config where oid >= 16384"
FORM: Final = Object(
    {
        "parser": Field(Str(), doc='SQL name; "default" of pg_catalog unless said'),
        "mappings": Field(
            MapOf(OneOrMany(Str())), doc="type of token (ts_token_type()): SQL names of dictionaries, in their order"
        ),
    },
    noun="text_search_configuration",
)
_DEFAULT: Final = '"default"'


def query(major: int) -> str:
    return f"""
        select {PG_TS_CONFIG}, c.oid, 0, n.nspname, c.cfgname, null::oid, null::oid, 0, 0, c.cfgowner, null::aclitem[],
            json_strip_nulls(json_build_object('parser', case when pn.nspname <> 'pg_catalog'
                    then quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) else nullif(quote_ident(p.prsname), '{_DEFAULT}') end,
                'mappings', (select json_object_agg(m.alias, m.dictionaries order by m.tokid) from (
                    select t.tokid, t.alias, json_agg(case when dn.nspname <> 'pg_catalog' then quote_ident(dn.nspname) || '.' else '' end
                        || quote_ident(d.dictname) order by m.mapseqno) dictionaries
                    from pg_ts_config_map m join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                    join pg_ts_dict d on d.oid = m.mapdict join pg_namespace dn on dn.oid = d.dictnamespace
                    where m.mapcfg = c.oid group by t.tokid, t.alias) m)))
        from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace
        join pg_ts_parser p on p.oid = c.cfgparser join pg_namespace pn on pn.oid = p.prsnamespace where {USER_SCHEMA}"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if value != _DEFAULT}
    if "mappings" in payload:
        payload["mappings"] = {str(token): list(names) for token, names in payload["mappings"].items()}
    return payload


def to_yaml(payload: dict[str, Any]) -> dict[str, Any]:
    mappings = payload.get("mappings") or {}
    short = {token: names[0] if len(names) == 1 else names for token, names in mappings.items()}
    return {**payload, **({"mappings": short} if short else {})}


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    parser = fact.payload.get("parser", f"pg_catalog.{_DEFAULT}")
    out: list[Sql] = [f"create text search configuration {name_sql(fact.id)} (parser = {parser})"]
    return out + _mapped(fact, "add", (fact.payload.get("mappings") or {}).items())


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop text search configuration {name_sql(fact.id)}"]


def _mapped(fact: Fact, verb: str, items: Iterable[tuple[str, Sequence[str]]]) -> list[Sql]:
    """One statement for all types of token that are looked up alike."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for token, names in items:
        alike.setdefault(tuple(names), []).append(token)
    prefix = f"alter text search configuration {name_sql(fact.id)} {verb} mapping for"
    return [f"{prefix} {idents(tokens)} with {', '.join(names)}" for names, tokens in alike.items()]


def _mappings(change: Change) -> list[Sql]:
    old, new = (side.payload.get("mappings") or {} for side in (change.old, change.new))
    gone = [token for token in old if token not in new]
    prefix = f"alter text search configuration {name_sql(change.id)}"
    out: list[Sql] = [f"{prefix} drop mapping for {idents(gone)}"] if gone else []
    out += _mapped(change.new, "add", ((token, names) for token, names in new.items() if token not in old))
    changed = ((token, names) for token, names in new.items() if token in old and old[token] != names)
    return out + _mapped(change.new, "alter", changed)


ALTER: Final[Mapping[str, Alter]] = {"parser": replace, "mappings": _mappings}
