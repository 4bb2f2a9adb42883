"""Passwords and connection strings that make an object: named by an environment variable, in no file and no output.

A payload has HIDDEN in their place, so that all are equal and only whether there is one is compared. Knows no kind.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

from neodiff.facts import FactId
from neodiff.sql import HIDDEN_OPTION, dollar_quote, literal
from neodiff.statement import Statement

HIDDEN: Final = "$"
ENV: Final = "$env"
# What scratch has in the place of every one of them: a password like any, and a connection string that leads nowhere.
STAND_IN: Final = "host=/neodiff password=neodiff"
_NAME: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_MARK: Final = re.compile(r"\0(\w+)\0")
_OPTION: Final = re.compile(rf"(?:{HIDDEN_OPTION})$", re.I)


class Hidden(str):
    """HIDDEN, and the environment variable that has the value: which one it is makes no difference."""

    __slots__ = ("variable",)
    variable: str

    def __new__(cls, variable: str) -> Self:
        self = super().__new__(cls, HIDDEN)
        self.variable = variable
        return self

    def __reduce__(self) -> tuple[type[Hidden], tuple[str]]:
        return Hidden, (self.variable,)


def is_option(name: str) -> bool:
    """May nobody see the value of an option of that name?"""
    return _OPTION.search(name) is not None


def variable(value: Any) -> str | None:
    """The variable that `$NAME` or `{$env: NAME}` of the YAML names; None where it is neither."""
    if isinstance(value, Mapping):
        value = f"${value[ENV]}" if set(value) == {ENV} else ""
    found = _NAME.fullmatch(str(value))
    return found[1] if found else None


def usual(about: FactId, option: str = "") -> str:
    """The variable of an object that nobody named one for: as `pull` writes it, and the way back needs it."""
    said = [about.kind, *([about.parent.name] if about.parent else []), about.name, option or "connection"]
    name = re.sub(r"\W", "_", "_".join(said), flags=re.ASCII).upper()
    if all(re.fullmatch(r"[a-z0-9_]*", each) for each in said):
        return name
    # two names must not become one
    return f"{name}_{hashlib.sha256(repr(said).encode()).hexdigest()[:8]}".upper()


def spelled(node: Any, about: FactId) -> Any:
    """A payload as YAML: `$NAME` wherever something is hidden."""
    out = dict(node)
    if out.get("connection") == HIDDEN:
        out["connection"] = f"${_variable(out['connection'], about)}"
    if any(is_option(name) for name in out.get("options") or ()):
        given = out["options"].items()
        out["options"] = {
            name: f"${_variable(value, about, name)}" if is_option(name) else value for name, value in given
        }
    return out


def hides(declared: Any) -> bool:
    """Does a payload have something hidden in it?"""
    if isinstance(declared, dict):
        return any(hides(value) for value in declared.values())
    return isinstance(declared, Hidden)


def named(read: Any, declared: Any) -> Any:
    """What was read of a catalog, with the variables that the declaration names."""
    if isinstance(declared, Hidden) and read == HIDDEN:
        return declared
    if isinstance(read, dict) and isinstance(declared, Mapping):
        return {key: named(value, declared.get(key)) for key, value in read.items()}
    return read


def stood_in(statement: Statement) -> str:
    """The statement as it is run where nobody sets what it takes: all of it is STAND_IN there."""
    sql = statement.sql
    for name in statement.credentials:
        sql = sql.replace(f"current_setting({literal(setting(name))})", literal(STAND_IN))
    return sql


def unset(run: Iterable[Statement]) -> list[str]:
    """The environment variables that statements take values of what they make from, and that are not set here."""
    return sorted({name for statement in run for name in statement.credentials} - set(os.environ))


def mark(value: str, about: FactId, option: str = "") -> str:
    """What stands in SQL for the literal until `filled` makes a statement of it."""
    return f"\0{_variable(value, about, option)}\0"


def _variable(value: Any, about: FactId, option: str = "") -> str:
    return value.variable if isinstance(value, Hidden) else usual(about, option)


def setting(name: str) -> str:
    """The session's setting that holds the value from environment variable `name`."""
    return f"neodiff_secret.{name}"


def filled(sql: str) -> str | Statement:
    """`sql` with its marks taken from the session's settings when it runs, told in no error's context."""
    names = tuple(_MARK.findall(sql))
    if not names:
        return sql
    text = literal(_MARK.sub("%L", sql.replace("%", "%%"))).strip()
    values = "".join(f", current_setting({literal(setting(name))})" for name in names)
    lines = [
        "",
        "begin",
        f"    execute format({text}{values});",
        "exception when others then",
        "    raise exception using message = sqlerrm, errcode = sqlstate;",
        "end",
        "",
    ]
    return Statement("do " + dollar_quote("\n".join(lines)), credentials=tuple(sorted(set(names))))
