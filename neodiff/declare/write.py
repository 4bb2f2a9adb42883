"""Documents -> YAML files that people like to read: block scalars for SQL, short lists in one line. Knows no kind's meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from neodiff.data.pulled_values import Number
from neodiff.declare.pull import Pulled
from neodiff.facts import FactId
from neodiff.kinds import ROOM
from neodiff.kinds.base import bare_name

FOLDERS: Final[Mapping[str, str]] = {
    "table": "tables",
    "view": "views",
    "materialized_view": "views",
    "function": "functions",
    "procedure": "functions",
    "enum": "types",
    "composite": "types",
    "domain": "types",
    "range": "types",
    "type": "types",
    "aggregate": "functions",
    "operator": "operators",
    "operator_family": "operators",
    "operator_class": "operators",
    "cast": "casts",
    "collation": "collations",
    "conversion": "conversions",
    "language": "languages",
    "transform": "languages",
    "access_method": "languages",
    "sequence": "sequences",
    "foreign_table": "tables",
    "event_trigger": "event_triggers",
    "publication": "publications",
    "subscription": "subscriptions",
    **dict.fromkeys(
        ("text_search_dictionary", "text_search_configuration", "text_search_parser", "text_search_template"),
        "text_search",
    ),
    "foreign_data_wrapper": "servers",
    "server": "servers",
    "sql": "sql",
    "role": "roles",
    "parameter": "parameters",
}
# An operator's characters, for a name that a file may have.
_SIGNS: Final = dict(
    zip(
        "-+*/<>=~!@#%^&|`?",
        "minus plus times slash lt gt eq tilde not at hash percent caret and or backtick question".split(),
        strict=True,
    )
)
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
    if about.kind in ("schema", "extension", "default_privileges"):
        return "", about.kind
    name = getattr(ROOM[about.kind], "spelled", bare_name)(about)
    return about.schema, "_".join(_SIGNS[char] for char in name) if about.kind == "operator" else name


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
    return "---\n".join(_dumped(_styled(doc, 0)) for doc in documents)


def entry(key: str, value: Any, level: int) -> list[str]:
    """The lines of `key: value` in a mapping whose values are that deep in their document, 1 being its own keys."""
    node = _styled({key: value}, level - 1)
    node.fa.set_block_style()
    return _dumped(node).splitlines()


def item(value: Any, level: int) -> list[str]:
    """The lines of `- value` in a list."""
    # the list itself must not be in one line
    return [line.removeprefix("  ") for line in _dumped(CommentedSeq([_styled(value, level)])).splitlines()]


def value(key: str, new: Any, level: int, *, block: bool = False) -> list[str]:
    """What follows `key: `, without it; the first line is empty where all of it stands below. `block`: rather a block."""
    if block and isinstance(new, str) and _block(new):
        new = LiteralScalarString(new)
    key = key if key in _SHORT else "k"
    first, *more = entry(key, new, level)
    return [first.removeprefix(f"{key}:").strip(), *more]


def inline(new: Any) -> str:
    """The value in one line, as it stands among others in brackets."""
    node = CommentedSeq([_styled(new, _INLINE)])
    node.fa.set_flow_style()
    return _dumped(node, width=1 << 30).strip()[1:-1]


# Mappings that read as one thing.
_SHORT: Final = ("args", "options", "rls", "set")
_INLINE: Final = 1000  # deeper than anything that is laid out in lines


class _Emitter(Emitter):
    """Keeps the braces of a mapping of one key in a list: `[{a: 1}]`, not `[a: 1]`."""

    def expect_flow_mapping(self, single: bool | None = False, force_flow_indent: bool | None = False) -> None:
        del single
        super().expect_flow_mapping(single=False, force_flow_indent=force_flow_indent)


def _dumped(node: Any, width: int = 140) -> str:
    out = StringIO()
    _yaml(width).dump(node, out)
    return out.getvalue()


@cache
def _yaml(width: int) -> YAML:
    yaml = YAML()
    yaml.Emitter = _Emitter
    yaml.width = width
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    yaml.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    yaml.representer.add_representer(
        Number,
        lambda representer, number: representer.represent_scalar(
            yaml.resolver.resolve(ScalarNode, str(number), (True, False)), str(number)
        ),
    )
    return yaml


def _styled(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        node = CommentedMap({_scalar(key): _styled(item, depth + 1) for key, item in value.items()})
        if (depth >= 2 and _fits(value)) or depth >= _INLINE:
            node.fa.set_flow_style()
        for key in [key for key in _SHORT if isinstance(value.get(key), Mapping) and _fits(value[key])]:
            node[key].fa.set_flow_style()
        return node
    if isinstance(value, list | tuple):
        items = CommentedSeq([_styled(item, depth + 1) for item in value])
        if all(not isinstance(item, Mapping | list) for item in value) or (depth >= 2 and _fits(value)):
            items.fa.set_flow_style()
        return items
    if isinstance(value, str) and depth >= _INLINE and "\n" in value:
        return DoubleQuotedScalarString(value)
    return _scalar(value)


def _fits(value: Any) -> bool:
    return "\n" not in (shown := str(value)) and len(shown) < 110


def _scalar(value: Any) -> Any:
    if isinstance(value, Number | LiteralScalarString):
        return value
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
        return str(value)
    return value


def _block(value: str) -> bool:
    """Can a literal block hold it exactly? Not with characters that YAML escapes, nor where only white space is left."""
    odd = any((ord(char) < 32 and char not in "\n\t") or char in "\x7f\x85\u2028\u2029\ufeff" for char in value)
    return not odd and bool(value.strip()) and not value.startswith("\t")


def _reads_otherwise(value: str) -> bool:
    """Would our reader or an old one take the plain text for something else?"""
    return bool(re.fullmatch(r"[-+.]?[\d.][\d_.:eExXa-fA-F+-]*|(?i:y|n|yes|no|on|off|true|false|null|~|)", value))
