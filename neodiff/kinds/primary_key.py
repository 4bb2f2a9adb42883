"""Primary keys. Knows pg_constraint of contype p."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import constraint
from neodiff.kinds.base import Alter, Env, Sql, replace
from neodiff.yaml.form import Object

KIND: Final = "primary_key"
NESTED: Final[Mapping[str, str]] = {"table": "primary_key"}
FORM: Final = Object(constraint.KEY, short="columns", noun="primary_key")


def query(major: int) -> str:
    return constraint.key_query(major, "p")


def inline(fact: Fact, folded: Sequence[Fact], env: Env) -> str:
    return constraint.named(fact, constraint.key_definition(fact.payload, "primary key"))


def after(fact: Fact, env: Env) -> list[Sql]:
    return constraint.index_marks(fact)


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return constraint.add(fact, constraint.key_definition(fact.payload, "primary key")) + after(fact, env)


drop = constraint.drop

ALTER: Final[Mapping[str, Alter]] = {
    "columns": replace,
    "without_overlaps": replace,
    "include": replace,
    "deferrable": replace,  # ALTER CONSTRAINT ... DEFERRABLE is for foreign keys alone
    "initially_deferred": replace,
    "options": constraint.alter_options_of_index,
    **constraint.PART,
    "cluster": constraint.alter_cluster,
    "replica_identity": constraint.alter_replica_identity,
}
