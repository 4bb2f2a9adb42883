"""Comments, on everything: one rule for all kinds. Knows pg_description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import Alter, Change, Env, Sql, parent_of, reference
from neodiff.sql import literal
from neodiff.yaml.form import Field, Object, Str

KIND: Final = "comment"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object({"text": Field(Str(), required=True)}, short="text", noun="comment")


def query(major: int) -> str:
    """Not a room's own rows: a satellite of (classid, objid, subid), resolved by the reader."""
    return """
        select d.classoid, d.objoid, d.objsubid, d.description from pg_description d
        where d.objoid >= 16384 or d.classoid = 'pg_namespace'::regclass and d.objoid = to_regnamespace('public')"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [f"comment on {reference(parent_of(fact))} is {literal(fact.payload['text']).strip()}"]


def drop(fact: Fact, env: Env) -> list[Sql]:
    return [f"comment on {reference(parent_of(fact))} is null"]


def _text(change: Change) -> list[Sql]:
    return create(change.new, (), change.env)


ALTER: Final[Mapping[str, Alter]] = {"text": _text}
