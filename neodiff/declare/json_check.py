"""A JSON Schema -> one jsonpath predicate, so that PostgreSQL itself refuses what the schema refuses.

The predicate is total: each test is asked of values of its type only, for in jsonpath what cannot be compared is unknown.
Strict mode, because lax mode unwraps arrays. Must not know YAML, tables or columns.
Source: JSON Schema 2020-12, core and validation; PostgreSQL docs, "The SQL/JSON Path Language".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from neodiff.declare.json_pattern import Refused, pattern
from neodiff.sql import ident, literal
from neodiff.yaml.form_base import nearest

Path = tuple[str | int, ...]
_IGNORED: Final = frozenset(
    """$schema $id $comment $defs definitions $anchor title description default examples deprecated readOnly writeOnly
    format contentEncoding contentMediaType""".split()
)
_TYPES: Final = {
    **{name: f'@.type() == "{name}"' for name in ("null", "boolean", "string", "array", "object", "number")},
    # 1.0 is an integer, too
    "integer": '(@.type() == "number" && @ == @.floor())',
}
_TRUE: Final = "(1 == 1)"
_FALSE: Final = "(1 == 0)"
_DUP_MAX: Final = 255  # src/include/regex/regguts.h
MOST_CHARACTERS: Final = 10_000


class Unsupported(Exception):  # noqa: N818
    """What the schema says at `path` has no equal in a CHECK constraint."""

    def __init__(self, path: Path, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.path, self.message, self.hint = path, message, hint


def expression(column: str, schema: Any) -> str:
    """The SQL that is true of a column's values that satisfy the schema, NULL of NULL. Raises Unsupported."""
    predicate = _Compiler(schema).schema(schema, ())
    return f"jsonb_path_exists({ident(column)}::jsonb, {literal(f'strict $ ? ({predicate})').strip()}::jsonpath)"


@dataclass(frozen=True, slots=True)
class _At:
    """The value of a keyword, the schema that it is in, and the path to it."""

    value: Any
    node: Mapping[str, Any]
    path: Path


class _Compiler:
    def __init__(self, root: Any) -> None:
        self.root = root
        self.followed: list[str] = []

    def schema(self, node: Any, path: Path) -> str:
        """The predicate of a schema; `@` is the value."""
        if isinstance(node, bool):
            return _TRUE if node else _FALSE
        parts: list[str] = []
        for keyword in node:
            if keyword in _IGNORED:
                continue
            if keyword not in _KEYWORDS:
                known = sorted(set(_KEYWORDS) | {"additionalProperties"})
                raise Unsupported(
                    (*path, keyword), f"{keyword!r} has no equal in a CHECK constraint", nearest(keyword, known)
                )
            parts += _KEYWORDS[keyword](self, _At(node[keyword], node, (*path, keyword)))
        return _all(parts)

    # -- any type

    def types(self, at: _At) -> Iterator[str]:
        yield _any([_TYPES[name] for name in ([at.value] if isinstance(at.value, str) else at.value)])

    def const(self, at: _At) -> Iterator[str]:
        yield _equals(at.value)

    def enum(self, at: _At) -> Iterator[str]:
        yield _any([_equals(item) for item in at.value])

    def all_of(self, at: _At) -> Iterator[str]:
        yield _all([self.schema(item, (*at.path, i)) for i, item in enumerate(at.value)])

    def any_of(self, at: _At) -> Iterator[str]:
        yield _any([self.schema(item, (*at.path, i)) for i, item in enumerate(at.value)])

    def one_of(self, at: _At) -> Iterator[str]:
        each = [self.schema(item, (*at.path, i)) for i, item in enumerate(at.value)]
        yield _any([_all([one if j == i else f"!({one})" for j, one in enumerate(each)]) for i in range(len(each))])

    def negation(self, at: _At) -> Iterator[str]:
        yield f"!({self.schema(at.value, at.path)})"

    def reference(self, at: _At) -> Iterator[str]:
        if at.value in self.followed:
            raise Unsupported(at.path, f"{at.value!r} leads back to itself", "a CHECK constraint has no recursion")
        steps = [step.replace("~1", "/").replace("~0", "~") for step in at.value.removeprefix("#").split("/")[1:]]
        target = self.root
        for step in steps:
            if not isinstance(target, Mapping) or step not in target:
                raise Unsupported(at.path, f"{at.value!r} leads nowhere in this schema", "write `#/$defs/name`")
            target = target[step]
        if not at.value.startswith("#") or (at.value != "#" and not steps):
            raise Unsupported(at.path, f"{at.value!r} is no place in this schema", "write `#/$defs/name`")
        self.followed.append(at.value)
        yield self.schema(target, tuple(steps))
        self.followed.pop()

    # -- numbers and texts

    def pattern(self, at: _At) -> Iterator[str]:
        try:
            yield _only("string", f"@ like_regex {_text(pattern(at.value))}")
        except Refused as refused:
            raise Unsupported(
                at.path, f"{at.value!r}: {refused}", "PostgreSQL's regular expressions mean something else"
            ) from None

    def min_length(self, at: _At) -> Iterator[str]:
        yield _only("string", _characters(int(at.value), at.path))

    def max_length(self, at: _At) -> Iterator[str]:
        yield _only("string", f"!({_characters(int(at.value) + 1, at.path)})")

    # -- arrays

    def items(self, at: _At) -> Iterator[str]:
        yield _only("array", f"!(exists(@[*] ? (!({self.schema(at.value, at.path)}))))")

    def min_items(self, at: _At) -> Iterator[str]:
        yield _only("array", f"@.size() >= {at.value}")

    def max_items(self, at: _At) -> Iterator[str]:
        yield _only("array", f"@.size() <= {at.value}")

    # -- objects

    def properties(self, at: _At) -> Iterator[str]:
        for name, schema in at.value.items():
            inner = self.schema(schema, (*at.path, name))
            if inner != _TRUE:
                yield _only("object", f"{_lacks(name)} || exists(@.{_text(name)} ? ({inner}))")

    def required(self, at: _At) -> Iterator[str]:
        for name in at.value:
            yield _only("object", f"!({_lacks(name)})")

    def additional(self, at: _At) -> Iterator[str]:
        inner = self.schema(at.value, at.path)
        if inner == _TRUE:
            return
        others = [f"@.key != {_text(name)}" for name in at.node.get("properties", {})]
        if inner != _FALSE:
            others.append(f"!(exists(@.value ? ({inner})))")
        yield _only("object", f"!(exists(@.keyvalue() ? ({_all(others)})))")


_Rule = Callable[[_Compiler, _At], Iterator[str]]


def _compared(operator: str) -> _Rule:
    def rule(_: _Compiler, at: _At) -> Iterator[str]:
        yield _only("number", f"@ {operator} {at.value}")

    return rule


_KEYWORDS: Final[Mapping[str, _Rule]] = {
    "type": _Compiler.types,
    "const": _Compiler.const,
    "enum": _Compiler.enum,
    "allOf": _Compiler.all_of,
    "anyOf": _Compiler.any_of,
    "oneOf": _Compiler.one_of,
    "not": _Compiler.negation,
    "$ref": _Compiler.reference,
    "minimum": _compared(">="),
    "maximum": _compared("<="),
    "exclusiveMinimum": _compared(">"),
    "exclusiveMaximum": _compared("<"),
    "pattern": _Compiler.pattern,
    "minLength": _Compiler.min_length,
    "maxLength": _Compiler.max_length,
    "items": _Compiler.items,
    "minItems": _Compiler.min_items,
    "maxItems": _Compiler.max_items,
    "properties": _Compiler.properties,
    "required": _Compiler.required,
    "additionalProperties": _Compiler.additional,
}


def _all(parts: Sequence[str]) -> str:
    found = [part for part in parts if part != _TRUE]
    return " && ".join(f"({part})" if len(found) > 1 else part for part in found) or _TRUE


def _any(parts: Sequence[str]) -> str:
    return " || ".join(f"({part})" if len(parts) > 1 else part for part in parts) or _FALSE


def _only(kind: str, test: str) -> str:
    return f'@.type() != "{kind}" || ({test})'


def _lacks(name: str) -> str:
    """In strict mode a path to a key that is not there is an error, which in a predicate is unknown."""
    return f"(exists(@.{_text(name)})) is unknown"


def _equals(value: Any) -> str:
    if value is None:
        return '@.type() == "null"'
    if isinstance(value, bool):
        return f'@.type() == "boolean" && @ == {str(value).lower()}'
    if isinstance(value, str):
        return f'@.type() == "string" && @ == {_text(value)}'
    if isinstance(value, list):
        parts = ['@.type() == "array"', f"@.size() == {len(value)}"]
        parts += [f"exists(@[{i}] ? ({_equals(item)}))" for i, item in enumerate(value)]
        return " && ".join(parts)
    if isinstance(value, Mapping):
        known = _all([f"@.key != {_text(key)}" for key in value])
        parts = ['@.type() == "object"', f"!(exists(@.keyvalue() ? ({known})))"]
        parts += [f"exists(@.{_text(key)} ? ({_equals(item)}))" for key, item in value.items()]
        return " && ".join(parts)
    return f'@.type() == "number" && @ == {value}'


def _characters(count: int, path: Path) -> str:
    """At least so many characters."""
    if count > MOST_CHARACTERS:
        raise Unsupported(
            path, f"expected at most {MOST_CHARACTERS} characters in a CHECK constraint", "write a check of your own"
        )
    if count <= 0:
        return _TRUE
    full, rest = divmod(count, _DUP_MAX)
    written = f"(?:.{{{_DUP_MAX}}}){{{full}}}" if full else ""
    return f'@ like_regex {_text(f"^{written}" + (f".{{{rest}}}" if rest else ""))} flag "s"'


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
