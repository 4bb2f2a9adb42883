"""What is good in a document that has mistakes: so that its references are checked in the same run as its keys.

Knows the forms. Must not know any kind: what it gives is never planned, only looked at.
"""

from __future__ import annotations

from typing import Any

from neodiff.problems import Pos, Problems
from neodiff.yaml.collection_forms import place
from neodiff.yaml.form import Either, Form, ListOf, MapOf, Object, OneOrMany
from neodiff.yaml.form_base import type_of
from neodiff.yaml.values import Map, Seq


def salvage(form: Form, value: Any, pos: Pos, raw: str | None = None) -> Any:
    """`value` as `form` would give it, without the parts that are wrong; None where nothing useful is left."""
    checked = form.check(value, pos, "", Problems(), raw)
    if checked is not None:
        return checked
    if isinstance(form, Either):
        fitting = (other for other in form.forms if type_of(value) in other.takes)
        return next((found for other in fitting if (found := salvage(other, value, pos, raw)) is not None), None)
    if isinstance(form, Object) and isinstance(value, dict):
        return _object(form, value, pos)
    if isinstance(form, MapOf) and isinstance(value, dict):
        return _mapping(form, value, pos)
    if isinstance(form, ListOf | OneOrMany) and isinstance(value, list):
        return _list(form.form, value, pos)
    return None


def _object(form: Object, value: dict[str, Any], pos: Pos) -> Map | None:
    result = Map(pos)
    for name, item in value.items():
        key_pos, value_pos, raw = place(value, name, pos)
        known = form.fields.get(name)
        found = salvage(known.form, item, value_pos, raw) if known is not None else None
        if found is not None:
            result.put(name, found, key_pos, value_pos, raw)
    missing = any(known.required and name not in result for name, known in form.fields.items())
    return None if missing else result


def _mapping(form: MapOf, value: dict[str, Any], pos: Pos) -> Map:
    result = Map(pos)
    for name, item in value.items():
        key_pos, value_pos, raw = place(value, name, pos)
        key = form.key.check(name, key_pos, "", Problems())
        found = salvage(form.form, item, value_pos, raw)
        if key is not None and found is not None:
            result.put(key, found, key_pos, value_pos, raw)
    return result


def _list(form: Form, value: list[Any], pos: Pos) -> Seq:
    result = Seq(pos)
    for index, item in enumerate(value):
        item_pos = value.item_pos[index] if isinstance(value, Seq) else pos
        raw = value.raw.get(index) if isinstance(value, Seq) else None
        found = salvage(form, item, item_pos, raw)
        if found is not None:
            result.put(found, item_pos, raw)
    return result
