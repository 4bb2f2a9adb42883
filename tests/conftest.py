"""What tests share: the command line's --update, private servers, and the Neothink world. Knows no test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from case_runner import KEEPER, Runner, folders
from neothink.world import World
from neothink.world import database as neothink_database

from neodiff.scratch import roles, server
from neodiff.scratch.binaries import find
from neodiff.scratch.databases import Databases

OLD = Path("/usr/lib/postgresql/15/bin")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite golden SQL that differs, never a verdict")


def pytest_report_header() -> str:
    programs = find(None)
    return f"scratch: PostgreSQL {programs.major} in {programs.bin}"


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """A filter that names a case must name one: a typo would pass by running nothing."""
    known = folders()
    for word in re.findall(r"[\w./-]*/[\w./-]*", config.option.keyword):
        if not any(word.lower() in name.lower() for name in known):
            raise pytest.UsageError(f"-k {word}: no such folder in tests/cases")


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases on a scratch server of this session alone."""
    yield from _server(tmp_path_factory.mktemp("scratch") / "cache")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases on another server, whose owner is a person who logs in."""
    yield from _server(tmp_path_factory.mktemp("live") / "cache", keeper=True)


@pytest.fixture(scope="session")
def old_live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The same of PostgreSQL 15, where the system has it."""
    if not OLD.is_dir():
        pytest.skip(f"no PostgreSQL 15 in {OLD}")
    yield from _server(tmp_path_factory.mktemp("old") / "cache", OLD, keeper=True)


def _server(cache: Path, bin_dir: Path | None = None, *, keeper: bool = False) -> Iterator[Databases]:
    found = server.acquire(bin_dir=bin_dir, cache=cache)
    if keeper:
        with psycopg.connect(found.dsn(), autocommit=True) as conn:
            roles.ensure(conn, [KEEPER])
            conn.execute(f"alter role {KEEPER.name} login")
    try:
        with Databases(found) as databases:
            yield databases
    finally:
        server.clean(bin_dir=bin_dir, cache=cache)


@pytest.fixture(scope="session")
def runner(scratch: Databases, live: Databases) -> Runner:
    return Runner(scratch, live)


@pytest.fixture(scope="session")
def old_runner(scratch: Databases, old_live: Databases) -> Runner:
    return Runner(scratch, old_live)


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """One database of Neothink for all tests: nobody leaves anything in it."""
    with neothink_database() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        yield World(conn)
