"""Mappings with known keys, and the whole vocabulary in which a kind says what its YAML looks like.

One form checks a value (with every problem at its place) and describes itself as JSON Schema for editors. Must not know
any kind of object: kinds build their forms from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from neodiff.problems import Pos, Problems
from neodiff.yaml.collection_forms import ListOf, MapOf, OneOrMany, Where, place
from neodiff.yaml.form_base import Form, nearest, type_of
from neodiff.yaml.json_schema import document_schema
from neodiff.yaml.plain_forms import Bool, Choice, Int, Number
from neodiff.yaml.shared_form import Shared
from neodiff.yaml.text_forms import Default, Name, Scalar, Sql, Str, TypeName
from neodiff.yaml.values import Map

__all__ = [
    "Bool",
    "Choice",
    "Default",
    "Either",
    "Field",
    "Form",
    "Int",
    "ListOf",
    "MapOf",
    "Name",
    "Number",
    "Object",
    "OneOrMany",
    "Scalar",
    "Shared",
    "Sql",
    "Str",
    "TypeName",
    "document_schema",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an Object."""

    form: Form
    required: bool = False
    doc: str = ""

    def json_schema(self) -> dict[str, Any]:
        return {**self.form.json_schema(), **({"description": self.doc} if self.doc else {})}


@dataclass(frozen=True, slots=True)
class Object(Form):
    """A mapping with known keys. A value of another type that the field ``short`` takes stands for that field alone.

    ``noun`` is what messages call it (`column`): its place is then `<object>: <noun> <name>`.
    """

    fields: Mapping[str, Field]
    short: str | None = None
    noun: str = ""
    doc: str = ""

    @property
    def expected(self) -> str:
        return f"a mapping or {self.fields[self.short].form.expected}" if self.short else "a mapping"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({dict}) | (self.fields[self.short].form.takes if self.short else frozenset())

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Map | None:
        if isinstance(value, dict):
            return self._mapping(value, pos, where, problems)
        if self.short is None or type_of(value) not in self.takes:
            self.refuse(value, pos, where, problems, raw)
            return None
        checked = self.fields[self.short].form.check(value, pos, where, problems, raw)
        if checked is None:
            return None
        result = Map(pos)
        result.put(self.short, checked, pos, pos, raw)
        return result

    def _mapping(self, value: dict[str, Any], pos: Pos, where: str, problems: Problems) -> Map | None:
        result = Map(pos)
        good = True
        for name, item in value.items():
            key_pos, value_pos, raw = place(value, name, pos)
            known = self.fields.get(name)
            if known is None:
                problems.add(key_pos, f"{where}: unknown key {str(name)!r}", nearest(name, self.fields))
                good = False
                continue
            checked = known.form.check(item, value_pos, Where(where, str(name)), problems, raw)
            if checked is None:
                good = False
            else:
                result.put(name, checked, key_pos, value_pos, raw)
        for name, known in self.fields.items():
            if known.required and name not in value:
                problems.add(pos, f"{where}: key {name!r} is missing", f"expected {known.form.expected}")
                good = False
        return result if good else None

    def schema(self) -> dict[str, Any]:
        required = [name for name, known in self.fields.items() if known.required]
        mapping = {
            "type": "object",
            "properties": {name: known.json_schema() for name, known in self.fields.items()},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }
        return {"anyOf": [self.fields[self.short].json_schema(), mapping]} if self.short else mapping


@dataclass(frozen=True, slots=True, init=False)
class Either(Form):
    """One of several forms, chosen by the type of the value; among forms of one type the first that fits."""

    forms: tuple[Form, ...]
    doc: str

    def __init__(self, *forms: Form, doc: str = "") -> None:
        object.__setattr__(self, "forms", forms)
        object.__setattr__(self, "doc", doc)

    @property
    def noun(self) -> str:
        return next((noun for form in self.forms if (noun := getattr(form, "noun", ""))), "")

    @property
    def expected(self) -> str:
        return ", or ".join(form.expected for form in self.forms)

    @property
    def takes(self) -> frozenset[type]:
        return frozenset().union(*(form.takes for form in self.forms))

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Any:
        candidates = [form for form in self.forms if type_of(value) in form.takes]
        if not candidates:
            self.refuse(value, pos, where, problems, raw)
            return None
        tried: list[Problems] = []
        for form in candidates:
            tried.append(Problems())
            checked = form.check(value, pos, where, tried[-1], raw)
            if checked is not None:
                return checked
        if len(candidates) > 1 and type_of(value) not in (dict, list):
            self.refuse(value, pos, where, problems, raw)
            return None
        problems.extend(tried[0])
        return None

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [form.json_schema() for form in self.forms]}
