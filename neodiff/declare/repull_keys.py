"""Keys and checks of a table's document as `pull` writes it, by their names: they may stand with their column or beside.

Must not know files, edits or servers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.facts import FactId
from neodiff.kinds import foreign_key
from neodiff.sql import generated_name

HOLDER: Final = {"primary_key": "primary_key", "unique": "unique", "foreign_key": "foreign_keys", "check": "checks"}
# What a value stands for that is no mapping.
SHORT: Final = {"primary_key": "columns", "unique": "columns", "check": "expression"}
_LABEL: Final = {"primary_key": "pkey", "unique": "key", "foreign_key": "fkey"}
_AT_COLUMN: Final = {"primary_key": "primary_key", "unique": "unique", "references": "foreign_key"}


@dataclass(frozen=True, slots=True)
class Key:
    """`node`: all that is said of it but its name; `column`: the one it may stand with; `named`: its name must be said."""

    node: Mapping[str, Any]
    column: str | None = None
    named: str | None = None
    written_at: str = "unique"

    @property
    def short(self) -> tuple[str, Any]:
        """The entry that it is in its column."""
        if "references" in self.node:
            return "references", self.node["references"]
        return self.written_at, True

    def written(self, kind: str) -> Any:
        """What stands in the list or mapping of its kind."""
        short = SHORT.get(kind)
        if short and set(self.node) == {short} and not self.named:
            return self.node[short]
        return {**({"name": self.named} if self.named else {}), **self.node}


@dataclass(slots=True)
class Apart:
    """A document without its keys and checks, and those."""

    head: dict[str, Any] = field(default_factory=dict)
    keys: dict[tuple[str, str], Key] = field(default_factory=dict)


def taken_apart(about: FactId, document: Mapping[str, Any]) -> Apart:
    """(kind, name) -> key or check of a table; of what is no table nothing is taken."""
    out = Apart(dict(document))
    if about.kind not in ("table", "foreign_table"):
        return out
    for kind in ("primary_key", "unique", "foreign_key"):
        given = out.head.pop(HOLDER[kind], None)
        for node in ([given] if kind == "primary_key" and given is not None else given) or ():
            _add(out, about, kind, dict(node) if isinstance(node, Mapping) else {"columns": node}, None)
    for name, node in (out.head.pop("checks", None) or {}).items():
        out.keys["check", name] = Key(node if isinstance(node, Mapping) else {"expression": node})
    if "columns" in out.head:
        out.head["columns"] = {name: _column(out, about, name, node) for name, node in document["columns"].items()}
    return out


def _column(out: Apart, about: FactId, name: str, node: Any) -> Any:
    if not isinstance(node, Mapping):
        return node
    for at, kind in _AT_COLUMN.items():
        if at in node:
            more = {"references": node[at]} if at == "references" else {}
            _add(out, about, kind, {"columns": [name], **more}, name)
    rest = {key: value for key, value in node.items() if key not in _AT_COLUMN}
    return rest["type"] if set(rest) == {"type"} else rest


def _add(out: Apart, about: FactId, kind: str, node: dict[str, Any], column: str | None) -> None:
    columns = "_".join(node["columns"])
    parts = (about.name,) if kind == "primary_key" else (about.name, columns)
    given = node.pop("name", None)
    at = "primary_key" if kind == "primary_key" else "unique"
    out.keys[kind, given or generated_name(*parts, label=_LABEL[kind])] = Key(node, column, given, at)


def as_reference(node: Mapping[str, Any]) -> Any:
    """A foreign key over one column as `references` of that column; None where it cannot be said there."""
    more = {key: value for key, value in node.items() if key not in ("columns", "references")}
    if len(node["columns"]) != 1 or "comment" in more:
        return None
    if not more:
        return node["references"]
    target = foreign_key.parse_reference(str(node["references"]), dotted_column=True)
    column = {"column": target["columns"][0]} if "columns" in target else {}
    return {**{key: target[key] for key in ("schema", "table") if key in target}, **column, **more}
