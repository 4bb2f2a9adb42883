"""What Supabase puts into every database: roles as data, the rest as SQL scripts. Knows nothing of diffs.

A stand-in of just what users' schemas refer to: run scripts() as superuser in an empty database, after ROLES exist.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from neodiff.scratch.roles import Role

ROLES: Final[tuple[Role, ...]] = (
    Role("anon"),
    Role("authenticated"),
    Role("service_role", bypassrls=True),
    Role("authenticator", inherit=False, member_of=("anon", "authenticated", "service_role")),
    # no superuser: what only a superuser may do must fail in scratch as it fails in the live database
    Role(
        "postgres",
        bypassrls=True,
        createrole=True,
        createdb=True,
        replication=True,
        member_of=(
            "anon",
            "authenticated",
            "authenticator",
            "pg_create_subscription",
            "pg_monitor",
            "pg_read_all_data",
            "pg_signal_backend",
            "pgtle_admin",
            "service_role",
        ),
    ),
    Role("supabase_admin", superuser=True, bypassrls=True, createrole=True, createdb=True, replication=True),
    Role("supabase_auth_admin", inherit=False),
    Role("supabase_storage_admin", inherit=False, createrole=True, member_of=("authenticator",)),
    Role("supabase_realtime_admin", inherit=False, createrole=True, replication=True),
    Role("supabase_functions_admin", inherit=False, createrole=True),
    Role("supabase_replication_admin", replication=True),
    Role("supabase_etl_admin", replication=True, member_of=("pg_read_all_data",)),
    Role("supabase_read_only_user", bypassrls=True, member_of=("pg_read_all_data",)),
    Role("dashboard_user", createrole=True, createdb=True, replication=True),
    Role("pgbouncer"),
    Role("pgtle_admin"),
    Role("pgsodium_keyiduser"),
    Role("pgsodium_keyholder", member_of=("pgsodium_keyiduser",)),
    Role("pgsodium_keymaker", member_of=("pgsodium_keyholder", "pgsodium_keyiduser")),
)


def scripts() -> tuple[Path, ...]:
    """The SQL scripts in the order to run them."""
    return tuple(sorted(Path(__file__).parent.glob("*.sql")))


def script() -> str:
    """All scripts as one."""
    return "\n".join(path.read_text(encoding="utf-8") for path in scripts())


def objects_script() -> str:
    """The same without default privileges: which ones a project has is its own, and its dump says so."""
    return "\n".join(path.read_text(encoding="utf-8") for path in scripts() if not path.name.startswith("50_"))
