"""What JSON Schemas of a declaration say of its own values, before any database is asked.

Knows the jsonschema library, which fetches nothing here. Must not know tables or SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_OF_TEXTS: Final = frozenset(("pattern", "format", "minLength", "maxLength", "enum", "const"))
_OF_PARTS: Final = frozenset(("anyOf", "oneOf", "allOf", "not", "if", "$ref", "contains", "uniqueItems"))
# longer values would hide what is wrong with them
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the path to it."""

    path: tuple[Any, ...]
    message: str

    def __str__(self) -> str:
        shown = self.message if len(self.message) <= _SHOWN else self.message[: _SHOWN - 3] + "..."
        return f"{'.'.join(str(step) for step in self.path) or 'the whole value'}: {shown}"


def simple(value: Any) -> Any:
    """The value as jsonschema takes it: numbers are int and float."""
    if isinstance(value, dict):
        return {key: simple(item) for key, item in value.items()}
    if isinstance(value, list):
        return [simple(item) for item in value]
    if isinstance(value, Decimal):
        return float(value) if value != value.to_integral_value() or abs(value) > 1e15 else int(value)
    return value


def of_schema(schema: Any) -> list[Fault]:
    """What is wrong with the schema itself; a `$ref` must lead to a place inside it."""
    from jsonschema.validators import validator_for

    meta = _class(schema).META_SCHEMA
    faults = [
        Fault(tuple(error.absolute_path), error.message) for error in validator_for(meta)(meta).iter_errors(schema)
    ]
    return faults or list(_dangling(schema, schema, ()))


def _class(schema: Any) -> type[Validator]:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for

    return validator_for(schema, default=Draft202012Validator)


def _dangling(node: Any, root: Any, path: tuple[Any, ...]) -> Iterator[Fault]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _dangling(item, root, (*path, index))
    if not isinstance(node, dict):
        return
    for key, item in node.items():
        if key == "$ref" and isinstance(item, str) and not _leads(item, root):
            yield Fault((*path, key), f"{item!r} leads to no place in this schema")
        elif key not in ("const", "enum", "default", "examples"):
            yield from _dangling(item, root, (*path, key))


def _leads(reference: str, root: Any) -> bool:
    if not reference.startswith("#"):
        return False
    if reference != "#" and not reference.startswith("#/"):
        return _anchored(reference[1:], root)
    for step in reference.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        inside = root[int(step)] if isinstance(root, list) and step.isdigit() and int(step) < len(root) else None
        root = root.get(step) if isinstance(root, dict) else inside
        if root is None:
            return False
    return True


def _anchored(name: str, node: Any) -> bool:
    if isinstance(node, dict):
        return node.get("$anchor") == name or any(_anchored(name, item) for item in node.values())
    return isinstance(node, list) and any(_anchored(name, item) for item in node)


def of_value(schema: Any, value: Any, *, open_texts: bool = False) -> list[Fault]:
    """Why the schema refuses the value. With `open_texts`, what hangs on a text with {placeholders} is left for later."""
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    validator = _class(schema)(schema, registry=Registry())
    try:
        found = sorted(validator.iter_errors(simple(value)), key=lambda error: [str(at) for at in error.absolute_path])
    except Unresolvable as error:
        return [Fault((), f"the schema's $ref {error.ref!r} leads to no place in it")]
    except RecursionError:
        return [Fault((), "the schema's $ref leads back to itself without end")]
    return [
        Fault(tuple(error.absolute_path), error.message)
        for error in found
        if not (open_texts and _hangs(str(error.validator), error.instance))
    ]


def _hangs(keyword: str, instance: Any) -> bool:
    return (keyword in _OF_TEXTS or keyword in _OF_PARTS) and _is_open(instance)


def _is_open(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_open(item) for item in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(_is_open(item) for item in value)
    return isinstance(value, str) and "{" in value
