"""Procedures. Knows pg_proc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from neodiff.facts import Fact
from neodiff.kinds import routine
from neodiff.kinds.base import Alter, Env, Sql
from neodiff.yaml.form import Object

KIND: Final = "procedure"
NESTED: Final[Mapping[str, str]] = {}
THERE: Final = "pg_proc where prokind = 'p' and oid >= 16384"
FORM: Final = Object(routine.FORM, noun="procedure")


def query(major: int) -> str:
    return routine.query("'p'")


normalise = routine.normalise
identity = routine.signature
from_yaml = routine.from_yaml
to_yaml = routine.to_yaml


def create(fact: Fact, folded: Sequence[Fact], env: Env) -> list[Sql]:
    return [routine.definition(fact, KIND, env)]


drop = routine.drop

ALTER: Final[Mapping[str, Alter]] = routine.rules(KIND)
