"""Functions. Knows pg_proc; aggregates are not functions here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import routine
from neodiff.kinds.base import Alter, Env, Sql
from neodiff.yaml.form import Object

KIND: Final = "function"
NESTED: Final[Mapping[str, str]] = {}
FORM: Final = Object({**routine.FORM, **routine.FUNCTION_ONLY}, noun="function")


def query(major: int) -> str:
    return routine.query("'f', 'w'")


normalise = routine.normalise
identity = routine.signature
from_yaml = routine.from_yaml
to_yaml = routine.to_yaml


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [routine.definition(fact, KIND, env)]


drop = routine.drop

ALTER: Final[Mapping[str, Alter]] = routine.rules(KIND)
