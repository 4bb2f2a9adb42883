"""What a declaration says is meant as it is: `lint:` of an object, or of neodiff.yaml for all that a pattern matches.

Knows the names of rules, not what they find. Must not know facts of databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from neodiff.declare.declaration import Silence
from neodiff.facts import FactId
from neodiff.problems import Pos, Problems
from neodiff.rules import RULES
from neodiff.yaml.form import Field, MapOf, Shared, Str
from neodiff.yaml.form_base import Form, nearest, shown, type_of
from neodiff.yaml.source import Map, Text

KEY: Final = "lint"


@dataclass(frozen=True, slots=True)
class Rule(Form):
    """The name of a rule, as a key."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "the name of a rule"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({str})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Text | None:  # noqa: ARG002
        if str(value) in RULES:
            return value if isinstance(value, Text) else Text(str(value), pos)
        problems.add(pos, f"{where}: no rule {str(value)!r}", nearest(str(value), RULES))
        return None

    def schema(self) -> dict[str, Any]:
        return {"enum": list(RULES)}


@dataclass(frozen=True, slots=True)
class Reason(Form):
    """Why something is as it is, for the next reader: never nothing."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a reason"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({str})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Text | None:
        if type_of(value) is not str or not str(value).strip():
            problems.add(pos, f"{where}: expected a reason, got {shown(value, raw)}")
            return None
        return value if isinstance(value, Text) else Text(str(value), pos)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "\\S"}


OBJECT: Final = Shared(KEY, MapOf(Reason(), key=Rule()))
FIELD: Final = {KEY: Field(OBJECT, doc="rule: the reason why what it finds here is meant")}
SETTINGS: Final = MapOf(MapOf(Reason(), key=Str()), key=Rule())


def of_object(about: FactId, node: Any) -> Iterator[Silence]:
    """What the mapping of an object, or of a part of one, says of it."""
    if isinstance(node, Map) and isinstance(said := node.get(KEY), Map):
        for rule, reason in said.items():
            yield Silence(str(rule), str(reason), said.key_pos[rule], about)


def of_settings(settings: Any) -> Iterator[Silence]:
    """What neodiff.yaml says for all objects that a pattern matches."""
    for rule, patterns in (settings.get(KEY) or {}).items():
        for pattern, reason in patterns.items():
            yield Silence(str(rule), str(reason), patterns.key_pos[pattern], None, str(pattern))
