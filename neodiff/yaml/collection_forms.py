"""Forms of lists and of mappings whose keys the user names.

Must not know mappings with known keys, nor any kind of object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import Form, type_of
from neodiff.yaml.text_forms import Name
from neodiff.yaml.values import Map, Seq


class Where(str):
    """Which part of which object, for a message; ``above`` is the object without the part."""

    __slots__ = ("above",)
    above: str

    def __new__(cls, above: str, part: str) -> Where:
        self = super().__new__(cls, f"{above}: {part}" if above else part)
        self.above = above
        return self


def _inside(where: str, form: Form, part: str) -> Where:
    """`table a: columns` and a form with the noun column give `table a: column b`."""
    noun = getattr(form, "noun", "")
    if noun:
        return Where(where.above if isinstance(where, Where) else where, f"{noun} {part}")
    return Where(where, part)


def place(value: dict[str, Any], name: str, pos: Pos) -> tuple[Pos, Pos, str | None]:
    """Where a key and its value stand, and how the value is written; ``pos`` where nothing is known."""
    if isinstance(value, Map):
        return value.key_pos[name], value.value_pos[name], value.raw.get(name)
    return pos, pos, None


@dataclass(frozen=True, slots=True)
class ListOf(Form):
    """A list of values that all have one form."""

    form: Form
    doc: str = ""

    @property
    def expected(self) -> str:
        return "a list"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({list})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Seq | None:
        if not isinstance(value, list):
            self.refuse(value, pos, where, problems, raw)
            return None
        result = Seq(pos)
        for index, item in enumerate(value):
            item_pos = value.item_pos[index] if isinstance(value, Seq) else pos
            item_raw = value.raw.get(index) if isinstance(value, Seq) else None
            inside = _inside(
                where, self.form, f"{index + 1}" if getattr(self.form, "noun", "") else f"item {index + 1}"
            )
            checked = self.form.check(item, item_pos, inside, problems, item_raw)
            if checked is not None:
                result.put(checked, item_pos, item_raw)
        return result if len(result) == len(value) else None

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.form.json_schema()}


@dataclass(frozen=True, slots=True)
class OneOrMany(Form):
    """A list, or a single value that stands for a list of one."""

    form: Form
    doc: str = ""

    @property
    def expected(self) -> str:
        return f"{self.form.expected}, or a list"

    @property
    def takes(self) -> frozenset[type]:
        return self.form.takes | {list}

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Seq | None:
        if isinstance(value, list):
            return ListOf(self.form).check(value, pos, where, problems)
        if type_of(value) not in self.takes:
            self.refuse(value, pos, where, problems, raw)
            return None
        checked = self.form.check(value, pos, where, problems, raw)
        if checked is None:
            return None
        result = Seq(pos)
        result.put(checked, pos, raw)
        return result

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.form.json_schema(), ListOf(self.form).schema()]}


@dataclass(frozen=True, slots=True)
class MapOf(Form):
    """A mapping whose keys the user names, with values that all have one form."""

    form: Form
    key: Form = field(default_factory=Name)
    doc: str = ""

    @property
    def expected(self) -> str:
        return "a mapping"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({dict})

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Map | None:
        if not isinstance(value, dict):
            self.refuse(value, pos, where, problems, raw)
            return None
        result = Map(pos)
        for name, item in value.items():
            key_pos, value_pos, item_raw = place(value, name, pos)
            key = self.key.check(name, key_pos, where, problems)
            checked = self.form.check(item, value_pos, _inside(where, self.form, str(name)), problems, item_raw)
            if key is not None and checked is not None:
                result.put(key, checked, key_pos, value_pos, item_raw)
        return result if len(result) == len(value) else None

    def schema(self) -> dict[str, Any]:
        names = {key: rule for key, rule in self.key.schema().items() if key != "type"}
        known = {"propertyNames": names} if names else {}
        return {"type": "object", **known, "additionalProperties": self.form.json_schema()}
