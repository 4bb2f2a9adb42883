"""A declaration as TypeScript: the file that Supabase's generator writes of a database that has it, byte for byte.

That database is made on scratch. Must not know the command line.
"""

from __future__ import annotations

from collections.abc import Collection

import psycopg

from neodiff.declare.declaration import Declaration
from neodiff.sides import Sides
from neodiff.typescript.read import read
from neodiff.typescript.write import write

_EXPOSED = ("public",)


def typescript(
    declaration: Declaration, sides: Sides, schemas: Collection[str] = (), version: str | None = None
) -> str:
    """schemas: those that are in the file; unless said, what `api:` exposes, but for the platform's own, and public.

    Raises DeclarationError for what PostgreSQL refuses, UserError for a schema that is not there.
    """
    exposed = (declaration.settings.get("api") or {}).get("schemas", ())
    named = schemas or dict.fromkeys((*_EXPOSED, *map(str, exposed)))
    target = sides.target(declaration, sides.server.major)
    with sides.databases.copy(target.template) as dsn, psycopg.connect(dsn) as conn:
        there = {name for (name,) in conn.execute("select nspname::text from pg_namespace").fetchall()}
        shown = schemas or [name for name in named if name in there and name not in sides.platform.schemas]
        return write(read(conn, list(dict.fromkeys(shown))), version)
