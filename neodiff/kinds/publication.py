"""Publications for logical replication: what they publish, and how. Which tables and schemas are in them is other rooms'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_PUBLICATION, Alter, Change, Env, Sql, name_sql, replace, true
from neodiff.sql import literal
from neodiff.yaml.form import Bool, Choice, Field, ListOf, Object

KIND: Final = "publication"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_publication"
CHANGES: Final = ("insert", "update", "delete", "truncate")
FORM: Final = Object(
    {
        "all_tables": Field(Bool(), doc="of the whole database, also those that come later"),
        "publish": Field(ListOf(Choice(*CHANGES)), doc="all of them unless said"),
        "via_partition_root": Field(
            Bool(), doc="changes of partitions are published as those of the partitioned table"
        ),
        "generated_columns": Field(Choice("none", "stored"), doc="PostgreSQL 18"),
    },
    noun="publication",
)


def query(major: int) -> str:
    generated = "case p.pubgencols when 's' then 'stored' end" if major >= 18 else "null"
    published = ", ".join(f"case when p.pub{name} then '{name}' end" for name in CHANGES)
    return f"""
        select {PG_PUBLICATION}, p.oid, 0, '', p.pubname, null::oid, null::oid, 0, 0, p.pubowner, null::aclitem[],
            json_strip_nulls(json_build_object(
                'all_tables', {true("p.puballtables")},
                'publish', case when not ({" and ".join(f"p.pub{name}" for name in CHANGES)})
                    then array_to_json(array_remove(array[{published}], null)) end,
                'via_partition_root', {true("p.pubviaroot")}, 'generated_columns', {generated}))
        from pg_publication p"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    payload = {key: value for key, value in node.items() if value not in (False, "none")}
    if "publish" in payload:
        payload["publish"] = [name for name in CHANGES if name in payload["publish"]]
        if payload["publish"] == list(CHANGES):
            del payload["publish"]
    return payload


def _options(payload: Mapping[str, Any], keys: Sequence[str]) -> str:
    """Those options as a list; what is not said is PostgreSQL's default."""
    said = {
        "publish": literal(", ".join(payload.get("publish", CHANGES))),
        "via_partition_root": "true" if payload.get("via_partition_root") else "false",
        "generated_columns": payload.get("generated_columns", "none"),
    }
    names = {"publish": "publish"}
    return ", ".join(f"{names.get(key, f'publish_{key}')} = {said[key]}" for key in said if key in keys)


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    from neodiff.kinds import inline

    lines = [f"create publication {name_sql(fact.id)}"]
    members = inline(folded, env)
    if fact.payload.get("all_tables"):
        lines.append("for all tables")
    elif members:
        # one TABLE stands before all tables, and in PostgreSQL 14 it must
        rest = [line.removeprefix("table ") for line in members[1:]]
        lines.append(f"for {', '.join([members[0], *rest])}")
    if options := _options(fact.payload, list(fact.payload)):
        lines.append(f"with ({options})")
    return ["\n".join(lines)]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"drop publication {name_sql(fact.id)}"]


def _alter(change: Change) -> list[Sql]:
    return [f"alter publication {name_sql(change.id)} set ({_options(change.new.payload, sorted(change.attrs))})"]


ALTER: Final[Mapping[str, Alter]] = {
    "all_tables": replace,
    "publish": _alter,
    "via_partition_root": _alter,
    "generated_columns": _alter,
}
