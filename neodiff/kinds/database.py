"""The database itself, whatever its name is: who may connect, its settings and comment hang on it. Knows pg_database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds.base import PG_DATABASE, Alter, Env, Sql
from neodiff.yaml.form import Object

KIND: Final = "database"
NESTED: Final[Mapping[str, str]] = {}
# The only one there is, in neodiff.yaml; its keys are other rooms'.
FORM: Final = Object({}, noun="database")
NAME: Final = "current"


def query(major: int) -> str:
    return f"""
        select {PG_DATABASE}, d.oid, 0, '', '{NAME}', null::oid, null::oid, 0, 0, d.datdba, d.datacl, '{{}}'::json
        from pg_database d where d.datname = current_database()"""


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    """It is there, or nothing would run in it."""
    return []


def drop(fact: Fact, env: Env) -> list[Sql]:
    return []


ALTER: Final[Mapping[str, Alter]] = {}
