"""Fixtures for the tests of applications, known to pytest as soon as neodiff is installed; nothing is imported before one is used.

neodiff_db: a scratch database with the schema and its rows; as_user: sessions in it as the API's users have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from neodiff.testbed import Connection, ScratchDatabase, ScratchDatabases

    AsUser: TypeAlias = Callable[..., AbstractContextManager[Connection]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("neodiff_schema_dir", "folder of the schema's YAML, from the root of the tests", default="schema")
    parser.addini("neodiff_environment", "whose rows are loaded, an environment of neodiff.yaml", default="")


@pytest.fixture(scope="session")
def neodiff_databases(pytestconfig: pytest.Config) -> Iterator[ScratchDatabases]:
    """The schema, loaded once for all tests of a process."""
    import neodiff

    folder = pytestconfig.rootpath / str(pytestconfig.getini("neodiff_schema_dir"))
    environment = str(pytestconfig.getini("neodiff_environment")) or None
    with ExitStack() as stack:
        try:
            made = stack.enter_context(neodiff.scratch_databases(folder, environment=environment))
        except neodiff.UserError as error:
            pytest.fail(f"neodiff: {error}", pytrace=False)
        yield made


@pytest.fixture
def neodiff_db(neodiff_databases: ScratchDatabases) -> Iterator[ScratchDatabase]:
    """A scratch database of this test alone, with everything declared and its rows; dropped afterwards."""
    with neodiff_databases.database() as database:
        yield database


@pytest.fixture
def as_user(neodiff_db: ScratchDatabase) -> AsUser:
    """`with as_user("authenticated", sub=...) as conn:` is a session in `neodiff_db` as that role, with these claims."""
    return neodiff_db.as_user
