"""What a session must be like in which values are read or written, and how it gets secrets. Knows no row.

Values are texts: the settings make every type write itself in one way. With row_security off a policy that would hide
rows is an error, where it would otherwise silently leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import psycopg

from neodiff.errors import UserError
from neodiff.sql import ident
from neodiff.statement import Statement

SETTINGS: Final[tuple[tuple[str, str], ...]] = (
    ("row_security", "off"),
    ("timezone", "'UTC'"),
    ("datestyle", "'ISO'"),
    ("intervalstyle", "'postgres'"),
    ("extra_float_digits", "1"),
    ("bytea_output", "'hex'"),
)
VERBS: Final = frozenset(("insert", "update", "delete", "archive", "restore"))
# GUC names since PostgreSQL 14 (valid_custom_variable_name() in guc.c), and what psql takes for a variable's name.
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def touches_rows(run: Iterable[Statement]) -> bool:
    """Does one of the statements read or write values?"""
    return any(statement.verb in VERBS for statement in run)


def setting(name: str) -> str:
    """The session's setting that holds the secret from environment variable `name`."""
    return f"neodiff.{name}"


def secrets(run: Iterable[Statement]) -> list[str]:
    """The environment variables that the statements need, sorted.

    Raises:
        UserError: a name cannot be a setting's, or two differ in case alone, which settings do not.
    """
    return _checked({name for statement in run for name in statement.secrets})


def _checked(found: set[str]) -> list[str]:
    names = sorted(found)
    known: dict[str, str] = {}
    for name in names:
        if not _NAME.fullmatch(name):
            raise UserError(f"environment variable {name!r}: expected letters, digits and _ in the name of a secret")
        other = known.setdefault(name.lower(), name)
        if other != name:
            raise UserError(f"environment variables {other} and {name} differ in case alone: rename one of them")
    return names


def prepare(conn: psycopg.Connection[Any], run: Iterable[Statement], environment: Mapping[str, str]) -> None:
    """Make the session ready for the statements: the settings, and the secrets they need.

    Raises:
        UserError: a variable is not set.
    """
    run = list(run)
    if touches_rows(run):
        conn.execute("; ".join(f"set {name} = {value}" for name, value in SETTINGS).encode())
    for name in secrets(run):
        if name not in environment:
            raise UserError(f"environment variable {name} is not set: the declared rows take a value from it")
        conn.execute("select set_config(%s, %s, false)", [setting(name), environment[name]])


def psql_secrets(run: Iterable[Statement]) -> list[str]:
    """Lines of a psql script that take the secrets from its environment, and stop it where one is not set.

    SET, for SELECT set_config() would print the value.
    """
    lines: list[str] = []
    for name, settings in _settings(run).items():
        lines += [
            rf"\getenv neodiff_{name} {name}",
            rf"\if :{{?neodiff_{name}}}",
            *(f"set {each} = :'neodiff_{name}';" for each in settings),
            rf"\unset neodiff_{name}",
            r"\else",
            f"do $$ begin raise exception 'environment variable {name} is not set: set it, and run this again'; end $$;",
            r"\endif",
        ]
    return lines


def psql_forget(run: Iterable[Statement]) -> list[str]:
    """The lines at the end of that script: nothing of them stays in a session that goes on."""
    return [f"reset {each};" for settings in _settings(run).values() for each in settings]


def _settings(run: Iterable[Statement]) -> dict[str, list[str]]:
    """Environment variable -> the settings that statements read it from, in SQL."""
    run = list(run)
    rows, made = secrets(run), _checked({name for statement in run for name in statement.credentials})
    out: dict[str, list[str]] = {name: [] for name in _checked({*rows, *made})}
    for name, settings in out.items():
        settings += [f"neodiff.{ident(name)}"] if name in rows else []
        settings += [f"neodiff_secret.{ident(name)}"] if name in made else []
    return out
