"""Declared data rules: queries that must return no row. Tried by `neodiff check`, asked of a live database by `neodiff health`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import psycopg

from neodiff.declare.declaration import DataRule, Declaration
from neodiff.health.check import Check, Found, Reading, rows, tried
from neodiff.problems import Problems
from neodiff.sql import idents, literal

_TIMEOUT: Final = "10s"
ERRORS: Final = "broken_rules"
WARNINGS: Final = "rule_warnings"


def checks(declared: Mapping[str, DataRule], search_path: list[str]) -> tuple[Check, Check]:
    """The rules as two checks: those that make a database unhealthy, and those that are only told."""

    def of(severity: str, conn: psycopg.Connection[Any]) -> Iterator[Found]:
        conn.execute(f"set local search_path = {idents(search_path)}".encode())
        for name, rule in declared.items():
            if rule.severity == severity:
                yield from tried(conn, name, lambda name=name, rule=rule: _broken(conn, name, rule))  # type: ignore[misc]
        conn.execute(f"set local search_path = {literal('')}".encode())

    return (
        Check(ERRORS, "rows", "rows that break a declared rule", lambda conn: of("error", conn), 0),
        Check(
            WARNINGS,
            "rows",
            "rows that break a declared rule whose severity is warning",
            lambda conn: of("warning", conn),
        ),
    )


def _broken(conn: psycopg.Connection[Any], name: str, rule: DataRule) -> Iterator[Found]:
    ((number,),) = rows(conn, _counted(rule))
    yield Reading(name, number, rule.reason)


def _counted(rule: DataRule) -> str:
    # in a subselect only a query can stand; the line end closes a comment
    return f"{_HEAD}{rule.query.rstrip().rstrip(';')}\n) broken"


_HEAD: Final = "select count(*) from (\n"


def check(conn: psycopg.Connection[Any], declaration: Declaration) -> Problems:
    """What PostgreSQL refuses of the rules, each tried in a read-only transaction; `conn` is in autocommit mode."""
    problems = Problems()
    for name, rule in declaration.data_rules.items():
        try:
            with conn.transaction():
                conn.execute("set transaction read only")
                conn.execute(f"set local statement_timeout = '{_TIMEOUT}'".encode())
                conn.execute(f"set local search_path = {idents(declaration.search_path)}".encode())
                rows(conn, _counted(rule))
        except psycopg.errors.QueryCanceled:
            continue  # it runs, and runs long
        except psycopg.Error as error:
            at = int(error.diag.statement_position or 0) - len(_HEAD)
            near = f" at: {rule.query[at - 1 :][:40].split(chr(10))[0]!r}" if at > 0 else ""
            hint = "expected one SELECT that reads only, and returns the rows that break the rule"
            problems.add(rule.pos, f"rule {name}: {error.diag.message_primary}{near}", hint)
    return problems
