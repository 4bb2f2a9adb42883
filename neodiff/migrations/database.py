"""The database that a folder of migrations makes, on scratch: made once per content. Knows no comparison."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from neodiff.errors import UserError
from neodiff.memo import code_digest
from neodiff.migrations import folder, replay
from neodiff.scratch import load
from neodiff.scratch.roles import Role
from neodiff.sides import Sides
from neodiff.sql import ident


@contextmanager
def replayed(path: Path, user: str, sides: Sides) -> Iterator[str]:
    """The connection string, for a superuser, of a database in which `user` has run all of them; dropped on exit.

    Raises UserError at file:line of what fails.
    """
    found = folder.read(path)
    search_path = ("public", "extensions") if "extensions" in sides.platform.schemas else ("public",)
    platform, granted = sides.platform, _granted(path.parent / "config.toml")
    known = {role.name for role in platform.roles}
    sides.hold_roles([] if user in known else [Role(user, superuser=True)])

    def build(dsn: str) -> None:
        sides.say(f"running {len(found)} migrations of {path} in the scratch server")
        with psycopg.connect(dsn, autocommit=True, application_name="neodiff") as conn:
            conn.execute(f"alter database {ident(conn.info.dbname)} owner to {ident(user)}".encode())
            if text := platform.fresh() if granted else platform.script():
                load.script(conn, text, f"the platform {platform.name}")
        replay.run(dsn, found, platform, user, search_path, sides.ensure_extension)

    texts = hashlib.sha256("\0".join(migration.text for migration in found).encode()).hexdigest()
    key = "\0".join(("migrations", texts, user, str(granted), platform.name, sides.server.version, code_digest()))
    with sides.databases.copy(sides.databases.template(key, build)) as dsn:
        yield dsn


def _granted(config: Path) -> bool:
    """Does a new project grant new objects to the API's roles? Supabase's config.toml beside the folder may say no."""
    try:
        found = tomllib.loads(config.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True
    except (OSError, ValueError) as error:
        raise UserError(f"{config}: cannot be read: {error}") from None
    return bool(found.get("api", {}).get("auto_expose_new_tables", True))


def note(path: Path) -> str:
    """What is told of them before anything is compared; empty where there is nothing to tell."""
    count = replay.left_out(folder.read(path))
    return f"{path}: {count} statements that concern the whole server are left out" if count else ""
