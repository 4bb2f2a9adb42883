"""What the catalog says, as a person writes it in YAML: short forms, numbers, SQL without what PostgreSQL adds.

It means the same, and reads back as the same facts. Must not know rooms or files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from neodiff.sql import significant

_CAST: Final = re.compile(r"('(?:[^']|'')*')::([\w \".\[\]]+)")
_TYPE: Final = re.compile(r"(character varying|timestamp|time)(\([0-9]+\))?(?: (with|without) time zone)?((?:\[\])*)")
_NAMES: Final = {
    ("character varying", ""): "varchar",
    ("timestamp", "with"): "timestamptz",
    ("timestamp", "without"): "timestamp",
    ("timestamp", ""): "timestamp",
    ("time", "with"): "timetz",
    ("time", "without"): "time",
    ("time", ""): "time",
}
_TYPED: Final = ("args", "attributes", "columns")
# Where SQL stands in parentheses of its own anyway.
_CLAUSES: Final = frozenset(("check", "expression", "generated", "using", "when", "where"))


def number(value: str) -> Any:
    """A storage parameter as a person writes it: a whole number or true/false without quotes."""
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdigit() and str(int(value)) == value else value


def short(node: Any, key: str | None) -> Any:
    return node[key] if key and isinstance(node, dict) and set(node) == {key} else node


def default(expression: str, kind: str = "") -> Any:
    """Numbers and booleans as themselves, the rest as SQL that is no bare word; of a text that is cast to the column's type
    the text alone, which PostgreSQL takes for a value of that type."""
    if expression in ("true", "false"):
        return expression == "true"
    if expression.isdigit() and (expression == "0" or not expression.startswith("0")) and len(expression) < 16:
        return int(expression)
    if kind and (found := _CAST.fullmatch(expression)) and found[2] == kind.split("(")[0]:
        return found[1]
    return expression


def shorten(doc: dict[str, Any]) -> None:
    """Keys over one column go to that column, as a person would write them."""
    columns = doc["columns"]
    primary = doc.get("primary_key")
    kin = not {"inherits", "partition_of"}.isdisjoint(doc)

    def implied(node: Mapping[str, Any]) -> bool:
        """Is it NOT NULL for the key alone? An inherited column may be for its parents', and then that is said."""
        return node.get("not_null") is True and ("type" in node or not kin)

    if isinstance(primary, list) and len(primary) == 1 and primary[0] in columns:
        del doc["primary_key"]
        node = columns[primary[0]]
        columns[primary[0]] = {
            **{k: v for k, v in node.items() if not (k == "not_null" and implied(node))},
            "primary_key": True,
        }
    elif isinstance(primary, list):
        for name in primary:
            if name in columns and implied(columns[name]):
                del columns[name]["not_null"]
    for key in ("unique", "foreign_keys"):
        rest = []
        for node in doc.get(key, ()):
            if (
                key == "unique"
                and isinstance(node, list)
                and len(node) == 1
                and "unique" not in columns.get(node[0], {"unique"})
            ):
                columns[node[0]]["unique"] = True
            elif (
                key == "foreign_keys"
                and set(node) == {"columns", "references"}
                and len(node["columns"]) == 1
                and ("references" not in columns.get(node["columns"][0], node))
            ):
                columns[node["columns"][0]]["references"] = node["references"]
            else:
                rest.append(node)
        if key in doc:
            doc[key] = rest


def unwrapped(value: Any, key: str = "") -> Any:
    """The same with SQL of clauses without the parentheses around it that PostgreSQL prints, and types by short names."""
    if isinstance(value, Mapping):
        inner = "expression" if key == "checks" else "type" if key in _TYPED else ""
        return {
            name: unwrapped(item, name if isinstance(item, Mapping) or not inner else inner)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [unwrapped(item, "type" if key in _TYPED else "") for item in value]
    if not isinstance(value, str):
        return value
    if key in ("type", "returns") and (found := _TYPE.fullmatch(value)):
        name, modifier, zone, array = found.groups()
        return f"{_NAMES[name, zone or '']}{modifier or ''}{array}"
    return _unwrapped(value) if key in _CLAUSES else value


def _unwrapped(sql: str) -> str:
    """`a > 0` of `(a > 0)`, as long as the first parenthesis is closed by the last."""
    while sql.startswith("(") and sql.endswith(")"):
        depth, found = 0, significant(sql)
        for i, (sort, text, _) in enumerate(found):
            depth += (text == "(") - (text == ")") if sort == "op" else 0
            if depth == 0 and i < len(found) - 1:
                return sql
        sql = sql[1:-1].strip()
    return sql
