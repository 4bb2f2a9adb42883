"""Owners, of everything that has one: one rule for all kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import Alter, Change, Env, Sql, parent_of, reference
from neodiff.sql import ident
from neodiff.yaml.form import Field, Name, Object

KIND: Final = "owner"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object({"role": Field(Name(), required=True)}, short="role", noun="owner")
# Extensions have an owner that no SQL changes; what belongs to a table has the table's.
OWNED: Final = frozenset(
    """schema table view materialized_view sequence function procedure enum composite domain range aggregate operator
    collation operator_family operator_class conversion type language statistics publication subscription event_trigger
    text_search_dictionary text_search_configuration foreign_data_wrapper server foreign_table""".split()
)


def query(major: int) -> str:
    """Not a room's own rows: every room's query has its owner column."""
    return ""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    if fact.payload["role"] == env.creator:
        return []
    return _set(fact)


def _set(fact: Fact) -> list[Sql]:
    return [f"alter {reference(parent_of(fact))} owner to {ident(fact.payload['role'])}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return []


def _role(change: Change) -> list[Sql]:
    return _set(change.new)


ALTER: Final[Mapping[str, Alter]] = {"role": _role}
