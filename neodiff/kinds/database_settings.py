"""Settings that a role's sessions begin with in this database, beside those that it has in all. Knows pg_db_role_setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import settings
from neodiff.kinds.base import CURRENT_DATABASE, PG_AUTHID, Alter, Change, Env, Sql, parent_of, reference

KIND: Final = "database_settings"
NESTED: Final[Mapping[str, str]] = {"role": "database_settings"}
FORM: Final = settings.FORM
_HERE: Final = "(select oid from pg_database where datname = current_database())"


def query(major: int) -> str:
    return settings.rows(f"{PG_AUTHID}, d.setrole", f"d.setrole <> 0 and d.setdatabase = {_HERE}")


normalise = settings.normalise
from_yaml = settings.from_yaml


def _prefix(fact: Fact) -> str:
    return f"alter {reference(parent_of(fact))} in database {CURRENT_DATABASE}"


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return settings.altered(_prefix(fact), {}, fact.payload)


def drop(fact: Fact, env: Env) -> list[Sql]:
    return settings.altered(_prefix(fact), fact.payload, {})


def _alter(change: Change) -> list[Sql]:
    return settings.altered(_prefix(change.new), change.old.payload, change.new.payload)


ALTER: Final[Mapping[str, Alter]] = {"*": _alter}
