"""The JSON Schema of all documents, so that editors complete and check as one types.

Only puts together what the forms say of themselves. Must not know any kind of object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neodiff.yaml.form import Object, Shared

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": ["string", "number", "boolean"], "minLength": 1}


def document_schema(
    kinds: Mapping[str, Object],
    settings: Object,
    shared: Sequence[Shared] = (),
    beside: Mapping[str, Object] = MappingProxyType({}),
) -> dict[str, Any]:
    """One schema for every file below the schema directory: a document of one of ``kinds``, the settings, or one of the
    files ``beside`` them.

    A kind is known by the key that names it, so that key is required there; a form that lacks it gets it as a name.
    ``shared`` are the forms that others refer to.
    """
    definitions = {name: _kind(name, form) for name, form in kinds.items()}
    for name, form in {"neodiff.yaml": settings, **beside}.items():
        definitions[name] = {"title": name, **form.json_schema()}
    return {
        "$schema": DIALECT,
        "title": "neodiff",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in definitions],
        "$defs": {**definitions, **{each.name: each.form.json_schema() for each in shared}},
    }


def _kind(name: str, form: Object) -> dict[str, Any]:
    schema = form.json_schema()
    properties = schema["properties"]
    return {
        "title": name,
        **schema,
        # the naming key first: editors offer properties in this order
        "properties": {name: properties.get(name, _NAME), **properties},
        "required": [name, *(key for key in schema.get("required", ()) if key != name)],
    }
