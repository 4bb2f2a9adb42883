"""What a plain YAML scalar means: null, boolean, number, or text.

YAML 1.2 core schema, with the spellings of numbers that ruamel.yaml adds to it (``1_000``, ``0b1``), because
ruamel.yaml rewrites the same files. Unlike there, dates stay text. Must not know mappings, lists or positions.
"""

from __future__ import annotations

import re

Plain = str | bool | int | float | None

_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9_]+)")
_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_BASES = {"0b": 2, "0o": 8, "0x": 16}
_FIRST = frozenset("+-.0123456789")


def resolve(text: str) -> Plain:
    """The value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    try:
        if _INT.fullmatch(text):
            return _integer(text.replace("_", ""))
        if _FLOAT.fullmatch(text):
            return float(re.sub(r"\.(?=inf|nan)", "", text.replace("_", "").lower()))
    except ValueError:
        # `0x_` and `._` have the shape of a number and no digit
        return text
    return text


def _integer(text: str) -> int:
    digits = text.lstrip("+-")
    base = _BASES.get(digits[:2], 10)
    value = int(digits if base == 10 else digits[2:], base)
    return -value if text.startswith("-") else value
