"""OPTIONS (...) of foreign-data wrappers, servers, user mappings, foreign tables and their columns: one rule for all.

What an option means is the wrapper's business. Must not know any kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from neodiff.kinds.base import Change, Sql
from neodiff.sql import ident, literal
from neodiff.yaml.form import Field, MapOf, Scalar, Str

FIELD: Final = Field(MapOf(Scalar(), key=Str()), doc="options of the foreign-data wrapper")


def clause(options: Mapping[str, Any]) -> str:
    """` options (...)`, or nothing where there are none."""
    said = ", ".join(f"{ident(name)} {literal(str(value)).strip()}" for name, value in options.items())
    return f" options ({said})" if said else ""


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """What leads from the one to the other, as ALTER takes it."""
    parts = [f"drop {ident(name)}" for name in old if name not in new]
    for name, value in new.items():
        if old.get(name) != value:
            parts.append(f"{'set' if name in old else 'add'} {ident(name)} {literal(str(value)).strip()}")
    return f"options ({', '.join(parts)})"


def alter(prefix: str, change: Change) -> list[Sql]:
    old, new = (side.payload.get("options") or {} for side in (change.old, change.new))
    return [f"{prefix} {difference(old, new)}"]
