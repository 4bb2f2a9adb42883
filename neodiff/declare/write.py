"""Documents -> YAML files that people like to read: block scalars for SQL, short lists in one line. Knows no kind's meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from neodiff.declare.pull import Pulled
from neodiff.facts import FactId
from neodiff.sql import name_of, significant

FOLDERS: Final[Mapping[str, str]] = {
    "table": "tables",
    "view": "views",
    "materialized_view": "views",
    "function": "functions",
    "procedure": "functions",
    "enum": "types",
    "composite": "types",
    "domain": "types",
    "sequence": "sequences",
    "sql": "sql",
}
SCHEMA_FILE: Final = "schema.json"
_SCHEMA_LINE: Final = "# yaml-language-server: $schema="
_FLOW: Final = re.compile(r":(?![\w/.: ])")


def files(pulled: Pulled) -> dict[Path, list[dict[str, Any]]]:
    """Relative path -> documents. One file per object; overloads of a routine share one; small kinds share one per schema."""
    out: dict[Path, list[dict[str, Any]]] = {Path("neodiff.yaml"): [pulled.settings]}
    taken: dict[str, FactId] = {}
    for about, doc in pulled.documents.items():
        path = _path(about)
        # Names that differ in case only, or in what a file name cannot hold, get files of their own.
        n = 1
        while (key := str(path).lower()) in taken and (
            _bare(taken[key]) != _bare(about) or taken[key].kind != about.kind
        ):
            n += 1
            path = path.with_name(f"{_path(about).stem}_{n}.yaml")
        taken[key] = about
        out.setdefault(path, []).append(doc)
    return out


def _bare(about: FactId) -> tuple[str, str]:
    if about.kind in ("function", "procedure"):
        return about.schema, name_of(significant(about.name)[0]) or about.name
    if about.kind in ("schema", "extension", "default_privileges"):
        return "", about.kind
    return about.schema, about.name


def _path(about: FactId) -> Path:
    if about.kind in ("schema", "extension", "default_privileges"):
        return Path(
            {"schema": "schemas.yaml", "extension": "extensions.yaml"}.get(about.kind, "default_privileges.yaml")
        )
    name = re.sub(r"[^\w.-]", "_", _bare(about)[1]).lstrip(".") or "_"
    folder = Path(FOLDERS[about.kind])
    return (
        folder if about.schema in ("public", "") else Path(re.sub(r"[^\w-]", "_", about.schema)) / folder
    ) / f"{name[:100]}.yaml"


def named(path: Path, yaml: str) -> str:
    """The YAML of the file at `path` (in the schema directory) with its first line, which names the JSON Schema for editors."""
    return f"{_SCHEMA_LINE}{'../' * (len(path.parts) - 1)}{SCHEMA_FILE}\n{yaml}"


def text(documents: list[dict[str, Any]]) -> str:
    """The YAML of one file."""
    from io import StringIO

    yaml = YAML()
    yaml.width = 140
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    out = StringIO()
    for i, doc in enumerate(documents):
        if i:
            out.write("---\n")
        yaml.dump(_styled(doc, 0), out)
    return out.getvalue()


def _styled(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        node = CommentedMap({_scalar(key): _styled(item, depth + 1) for key, item in value.items()})
        if depth >= 2 and _fits(value):
            node.fa.set_flow_style()
        return node
    if isinstance(value, list | tuple):
        items = CommentedSeq([_styled(item, depth + 1) for item in value])
        if all(not isinstance(item, Mapping | list) for item in value) or (depth >= 2 and _fits(value)):
            items.fa.set_flow_style()
        return items
    return _scalar(value)


def _fits(value: Any) -> bool:
    return "\n" not in (shown := str(value)) and len(shown) < 110


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        if "\n" in value and _block(value):
            return LiteralScalarString(value)
        # ruamel.yaml leaves these plain, which a list in brackets cannot hold
        if (
            _reads_otherwise(value)
            or value.startswith((":", "?"))
            or _FLOW.search(value)
            or any(ord(char) < 32 or char in "\x7f\x85\u2028\u2029\ufeff" for char in value)
        ):
            return DoubleQuotedScalarString(value)
    return value


def _block(value: str) -> bool:
    """Can a literal block hold it exactly? Not with characters that YAML escapes, nor where only white space is left."""
    odd = any((ord(char) < 32 and char not in "\n\t") or char in "\x7f\x85\u2028\u2029\ufeff" for char in value)
    return not odd and bool(value.strip()) and not value.startswith("\t")


def _reads_otherwise(value: str) -> bool:
    """Would our reader or an old one take the plain text for something else?"""
    return bool(re.fullmatch(r"[-+.]?[\d.][\d_.:eExXa-fA-F+-]*|(?i:y|n|yes|no|on|off|true|false|null|~|)", value))
