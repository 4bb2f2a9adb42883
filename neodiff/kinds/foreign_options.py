"""OPTIONS (...) of foreign-data wrappers, servers, user mappings, foreign tables and their columns: one rule for all.

What an option means is the wrapper's business. A password or key among those of a server or a user mapping is a secret:
the payload says that it is there, no more. Must not know any kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neodiff import secret
from neodiff.facts import FactId
from neodiff.kinds.base import Change, Sql
from neodiff.sql import HIDDEN_OPTION, ident, literal
from neodiff.yaml.form import Either, Field, MapOf, Object, Scalar, Str

FIELD: Final = Field(MapOf(Scalar(), key=Str()), doc="options of the foreign-data wrapper")
SECRET_FIELD: Final = Field(
    MapOf(Either(Scalar(), Object({secret.ENV: Field(Str(), required=True)}, noun="secret")), key=Str()),
    doc="options of the foreign-data wrapper; a password or key is $NAME of an environment variable",
)


def hidden_json(column: str) -> str:
    """Catalog SQL: a text[] of name=value as a JSON object without the values that are secret, NULL where empty."""
    return f"""(select json_object_agg(split_part(o, '=', 1), case when split_part(o, '=', 1) ~* '(?:{HIDDEN_OPTION})$'
        then '{secret.HIDDEN}' else substr(o, strpos(o, '=') + 1) end) from unnest({column}) o)"""


def from_yaml(node: dict[str, Any]) -> dict[str, Any]:
    """The payload of a server or user mapping, whose secrets are named."""
    if "options" not in node:
        return node
    options = {name: _hidden(value) if secret.is_option(name) else value for name, value in node["options"].items()}
    return {**node, "options": options}


def _hidden(value: Any) -> Any:
    name = secret.variable(value)
    return value if name is None else secret.Hidden(name)  # what is no name was told as a mistake


def clause(options: Mapping[str, Any], about: FactId | None = None) -> str:
    """` options (...)`, or nothing where there are none; `about` whom, where some may be secrets."""
    said = ", ".join(f"{ident(name)} {_value(name, value, about)}" for name, value in options.items())
    return f" options ({said})" if said else ""


def _value(name: str, value: Any, about: FactId | None) -> str:
    if about is not None and secret.is_option(name):
        return secret.mark(value, about, name)
    return literal(str(value)).strip()


def difference(old: Mapping[str, Any], new: Mapping[str, Any], about: FactId | None = None) -> str:
    """What leads from the one to the other, as ALTER takes it."""
    parts = [f"drop {ident(name)}" for name in old if name not in new]
    for name, value in new.items():
        if old.get(name) != value:
            parts.append(f"{'set' if name in old else 'add'} {ident(name)} {_value(name, value, about)}")
    return f"options ({', '.join(parts)})"


def alter(prefix: str, change: Change) -> list[Sql]:
    old, new = (side.payload.get("options") or {} for side in (change.old, change.new))
    return [f"{prefix} {difference(old, new)}"]


def alter_secret(prefix: str, change: Change) -> list[Sql]:
    old, new = (side.payload.get("options") or {} for side in (change.old, change.new))
    return [secret.filled(f"{prefix} {difference(old, new, change.id)}")]
