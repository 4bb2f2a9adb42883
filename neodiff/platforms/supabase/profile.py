"""Supabase as a Platform: which schemas, roles and extensions are its own.

Source: the system schemas of Supabase's own differ, and the roles of its PostgreSQL image.
"""

from __future__ import annotations

from typing import Final

from neodiff.platforms import Platform
from neodiff.platforms.supabase import ROLES, objects_script, script

_API: Final = dict.fromkeys(("anon", "authenticated", "service_role"), "all")

SUPABASE: Final = Platform(
    "supabase",
    schemas=frozenset(
        """_analytics _realtime _supavisor auth cron dbdev etl extensions graphql graphql_public net pgbouncer pgmq
        pgmq_public pgsodium pgsodium_masks pgtle realtime repack storage supabase_functions supabase_migrations tiger
        tiger_data topology vault""".split()
    ),
    roles=ROLES,
    # Never touched: neither made, moved nor updated (the user toggles them on the platform).
    extensions=frozenset(
        (
            "pg_graphql",
            "pg_stat_statements",
            "pgsodium",
            "supabase_vault",
            "wrappers",
            "plpgsql",
            "pgcrypto",
            "uuid-ossp",
        )
    ),
    owners=frozenset(
        role.name for role in ROLES if role.name not in ("postgres", "anon", "authenticated", "service_role")
    ),
    objects=frozenset(
        (
            "publication supabase_realtime",
            "publication supabase_realtime_messages_publication",
            "event trigger issue_graphql_placeholder",
            "event trigger issue_pg_cron_access",
            "event trigger issue_pg_graphql_access",
            "event trigger issue_pg_net_access",
            "event trigger pgrst_ddl_watch",
            "event trigger pgrst_drop_watch",
        )
    ),
    # Which default privileges a project has is in flux on the platform: only what is declared is changed.
    spared=frozenset(("default_privileges",)),
    default_grants={"tables": _API, "sequences": _API, "functions": {role: ["execute"] for role in _API}},
    open=frozenset(("auth", "realtime", "storage")),
    joined=frozenset(("supabase_realtime",)),
    script=objects_script,
    fresh=script,
)
