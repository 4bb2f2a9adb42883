"""Forms of values that end up as text: names, SQL, types, defaults, options.

Must not know mappings or lists, nor ask whether SQL is right: PostgreSQL is the judge of that.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import Form, shown, type_of
from neodiff.yaml.values import Text

# NAMEDATALEN - 1, src/include/pg_config_manual.h
MAX_NAME_BYTES = 63
# what PostgreSQL's grammar takes for a value without parentheses (gram.y, func_expr_common_subexpr and AexprConst)
KEYWORD_VALUES = frozenset(
    {
        "null",
        "true",
        "false",
        "user",
        "current_user",
        "session_user",
        "system_user",
        "current_role",
        "current_catalog",
        "current_schema",
        "current_date",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
    }
)
_WORD = re.compile(r"[^\W\d][\w$]*")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_SQL_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_PLAIN = frozenset({str, bool, int, float})


class _Written(Form):
    """A form that takes any single value as it is written: `true` and 1.10 are text here."""

    __slots__ = ()

    @property
    def takes(self) -> frozenset[type]:
        return _PLAIN

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Text | None:
        if type_of(value) not in self.takes:
            self.refuse(value, pos, where, problems, raw)
            return None
        if isinstance(value, Text):
            text = value
        else:
            fallback = str(value).lower() if isinstance(value, bool) else str(value)
            text = Text(fallback if raw is None else raw, pos)
        if "\0" in text:
            problems.add(text.at(text.index("\0")), f"{where}: PostgreSQL cannot store the character U+0000")
            return None
        return text if self.is_good(text, pos, where, problems) else None

    def is_good(self, text: Text, pos: Pos, where: str, problems: Problems) -> bool:  # noqa: ARG002
        return True

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Str(_Written):
    """Any text; with ``pattern``, one that matches it entirely; ``like``: how that is said to people."""

    pattern: str | None = None
    doc: str = ""
    like: str = ""

    @property
    def expected(self) -> str:
        return "text"

    def is_good(self, text: Text, pos: Pos, where: str, problems: Problems) -> bool:
        if self.pattern is None or re.fullmatch(self.pattern, text):
            return True
        problems.add(pos, f"{where}: expected text like {self.like or self.pattern}, got {shown(text)}")
        return False

    def schema(self) -> dict[str, Any]:
        pattern = {} if self.pattern is None else {"pattern": f"^(?:{self.pattern})$"}
        return {**_Written.schema(self), **pattern}


@dataclass(frozen=True, slots=True)
class Scalar(_Written):
    """Any single value, as it is written: for options, whose meaning PostgreSQL knows."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a single value"


@dataclass(frozen=True, slots=True)
class Name(_Written):
    """A name as PostgreSQL stores it, without SQL's quotes."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a name"

    def is_good(self, text: Text, pos: Pos, where: str, problems: Problems) -> bool:
        size = len(text.encode())
        if not text:
            problems.add(pos, f"{where}: expected a name, got an empty one")
        elif size > MAX_NAME_BYTES:
            cut = text.encode()[:MAX_NAME_BYTES].decode(errors="ignore")
            problems.add(
                pos,
                f"{where}: expected a name of at most {MAX_NAME_BYTES} bytes, got {size} in {str(text)!r}",
                f"PostgreSQL would cut it to {cut!r}: write a shorter one",
            )
        else:
            return True
        return False

    def schema(self) -> dict[str, Any]:
        return {**_Written.schema(self), "minLength": 1, "maxLength": MAX_NAME_BYTES}


@dataclass(frozen=True, slots=True)
class Sql(_Written):
    """SQL text: an expression, a query or a statement."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "SQL"

    def is_good(self, text: Text, pos: Pos, where: str, problems: Problems) -> bool:
        if not text.strip():
            problems.add(pos, f"{where}: expected {self.expected}, got empty text")
        return bool(text.strip())

    def schema(self) -> dict[str, Any]:
        return {**_Written.schema(self), "minLength": 1}


@dataclass(frozen=True, slots=True)
class TypeName(_Written):
    """The SQL name of a type, such as `numeric(10, 2)` or `app.status[]`."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a type"

    @property
    def takes(self) -> frozenset[type]:
        return frozenset({str})

    def is_good(self, text: Text, pos: Pos, where: str, problems: Problems) -> bool:
        if not text.strip():
            problems.add(pos, f"{where}: expected a type, got empty text")
        return bool(text.strip())

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True, slots=True)
class Default(_Written):
    """A default: a number or boolean is a literal, null is NULL, text is an SQL expression."""

    doc: str = ""

    @property
    def expected(self) -> str:
        return "a number, true, false, null or an SQL expression"

    @property
    def takes(self) -> frozenset[type]:
        return _PLAIN | {type(None)}

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Text | None:
        if value is None:
            return Text("null", pos)
        if isinstance(value, bool):
            return Text("true" if value else "false", pos)
        if isinstance(value, int | float):
            return self._number(value, pos, where, problems, raw)
        return _Written.check(self, value, pos, where, problems, raw)

    def _number(self, value: float, pos: Pos, where: str, problems: Problems, raw: str | None) -> Text | None:
        if raw is not None and _SQL_NUMBER.fullmatch(raw):
            return Text(raw, pos)
        if not math.isfinite(value):
            literal = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
            problems.add(pos, f"{where}: {shown(value, raw)} is no number of SQL", f"write \"'{literal}'\"")
            return None
        return Text(str(value), pos)

    def is_good(self, text: Text, pos: Pos, where: str, problems: Problems) -> bool:
        bare = text.strip()
        if not bare:
            problems.add(pos, f"{where}: expected an SQL expression, got empty text", "the empty string is \"''\"")
        elif _WORD.fullmatch(bare) and bare.lower() not in KEYWORD_VALUES:
            problems.add(
                pos,
                f"{where}: the bare word {bare!r} is no SQL expression",
                f"if you mean the text, write \"'{bare}'\"; if a function, write {bare}()",
            )
        elif _DATE.fullmatch(bare):
            problems.add(pos, f"{where}: SQL reads {bare!r} as a subtraction", f"write \"'{bare}'\"")
        else:
            return True
        return False

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean", "null"]}
