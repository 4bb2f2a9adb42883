"""The fixture `world`, for test modules that say `pytest_plugins = "neothink.fixtures"`."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from neothink.world import World, database


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """One database for all tests: nobody leaves anything in it."""
    with database() as dsn, psycopg.connect(dsn, autocommit=True) as conn:
        yield World(conn)
