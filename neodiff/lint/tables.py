"""Rules about tables, their columns and foreign keys, and where objects stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neodiff.facts import FactId
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.world import World

# What pg_upgrade refuses: the types of check_for_reg_data_type_usage() in pg_upgrade/check.c.
_REG_TYPES: Final = frozenset(
    "regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure".split()
)


def no_primary_key(world: World) -> Iterator[Found]:
    for table in world.declared("table"):
        child = not {"partition_of", "inherits"}.isdisjoint(table.payload)
        if not child and not world.parts(table.id, "primary_key"):
            fix = {"columns": {"id": {"type": "bigint", "identity": "always", "primary_key": True}}}
            yield Found(table.id, "it has no primary key", yaml(fix))


def unsupported_reg_types(world: World) -> Iterator[Found]:
    for column in world.declared("column"):
        if str(column.payload.get("type", "")).removesuffix("[]") in _REG_TYPES and column.id.root.kind == "table":
            yield Found(column.id, f"its type is {column.payload['type']}", yaml({column.id.name: {"type": "text"}}))


def fkey_to_auth_unique(world: World) -> Iterator[Found]:
    for fact in world.declared("foreign_key"):
        target = fact.payload["references"]
        if target["schema"] != "auth" or not world.platform.schemas:
            continue
        table = FactId("table", "auth", str(target["table"]))
        key = [name for primary in world.parts(table, "primary_key") for name in primary.payload["columns"]]
        if key and list(target["columns"]) != key:
            to = f"auth.{target['table']} ({', '.join(target['columns'])})"
            yield Found(fact.id, f"it refers to {to}, which is not the primary key, {listed(key)}")


def extension_in_public(world: World) -> Iterator[Found]:
    for fact in world.declared("extension"):
        if fact.payload.get("schema") == "public" and "public" in world.api_schemas:
            yield Found(fact.id, "it is in schema public", yaml({"extension": fact.id.name, "schema": "extensions"}))


def object_in_platform_schema(world: World) -> Iterator[Found]:
    for fact_id in world.spelled:
        closed = fact_id.schema in world.platform.schemas and fact_id.schema not in ("extensions",)
        if fact_id.parent is None and closed and fact_id.kind not in ("default_privileges", "extension"):
            yield Found(fact_id, f"schema {fact_id.schema} is {world.platform.name}'s", yaml({"schema": "private"}))
