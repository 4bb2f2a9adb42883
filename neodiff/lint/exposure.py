"""Rules about what an API gives away: relations in the schemas that it exposes, and the roles that requests run as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from neodiff.facts import Fact, FactId
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.world import World

_AUTH_USERS: Final = FactId("table", "auth", "users")
_WRITES: Final = ("insert", "update", "delete", "truncate")
# Names of columns that are about a person, or let one in.
_SENSITIVE: Final = re.compile(
    r"""(?:^|_)(?:password|passwd|pwd|passphrase|secret|private_key|api_?key|access_token|refresh_token|auth_token|
    session_token|otp|pin_code|ssn|social_security(?:_number)?|tax_id|passport(?:_number)?|national_id|driver_?licen[cs]e|
    credit_card(?:_number)?|card_number|cvv|cvc|iban|bank_account|account_number|routing_number|date_of_birth|birth_?date|
    dob|e?mail(?:_address)?|phone(?:_number)?|mobile(?:_number)?|home_address|street_address|salary|medical_record|
    diagnosis)(?:_hash|_encrypted)?$""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_GRANT: Final = "grants: {}"


def is_invoker(view: Fact) -> bool:
    return str((view.payload.get("options") or {}).get("security_invoker", "")).lower() in ("true", "on", "1", "yes")


def auth_users_exposed(world: World) -> Iterator[Found]:
    for view in world.declared("view", "materialized_view"):
        readers = world.readers(view.id)
        if readers and not is_invoker(view) and _reads_users(world, view.id, set()):
            yield Found(view.id, f"it shows what auth.users holds to {listed(readers)}", _NO_GRANT)


def _reads_users(world: World, about: FactId, seen: set[FactId]) -> bool:
    seen.add(about)
    needed = world.needed(about)
    views = [each for each in needed if each.kind in ("view", "materialized_view") and each not in seen]
    return _AUTH_USERS in needed or any(_reads_users(world, view, seen) for view in views)


def security_definer_view(world: World) -> Iterator[Found]:
    for view in world.declared("view"):
        readers = world.readers(view.id)
        if readers and not is_invoker(view):
            what = f"{listed(readers)} may read it, and it is not security_invoker"
            yield Found(view.id, what, yaml({"security_invoker": True}))


def rls_disabled_in_public(world: World) -> Iterator[Found]:
    for table in world.declared("table"):
        if table.id.schema not in world.api_schemas or table.payload.get("rls"):
            continue
        who = [
            role for role in world.api_roles if any(world.may(role, what, table.id) for what in ("select", *_WRITES))
        ]
        if who:
            yield Found(table.id, f"row-level security is off, and {listed(who)} may use it", yaml({"rls": "enabled"}))


def materialized_view_in_api(world: World) -> Iterator[Found]:
    for view in world.declared("materialized_view"):
        if readers := world.readers(view.id):
            yield Found(view.id, f"{listed(readers)} may read it", _NO_GRANT)


def foreign_table_in_api(world: World) -> Iterator[Found]:
    for table in world.declared("foreign_table"):
        if readers := world.readers(table.id):
            yield Found(table.id, f"{listed(readers)} may read it", _NO_GRANT)


def sensitive_columns_exposed(world: World) -> Iterator[Found]:
    for fact in world.declared("table", "materialized_view", "foreign_table"):
        readers = [] if fact.payload.get("rls") else world.readers(fact.id)
        names = [name for name in _columns(world, fact) if _SENSITIVE.search(name)]
        if readers and names:
            yield Found(fact.id, f"{listed(readers)} may read {listed(names)} of every row", _NO_GRANT)


def _columns(world: World, fact: Fact) -> list[str]:
    own = [column.name for column in world.children.get(fact.id, ()) if column.kind == "column"]
    return world.stored.get(fact.id) or own or [str(name) for name in fact.payload.get("columns") or ()]


def pg_graphql_anon_table_exposed(world: World) -> Iterator[Found]:
    yield from _in_graphql(world, "anon")


def pg_graphql_authenticated_table_exposed(world: World) -> Iterator[Found]:
    yield from _in_graphql(world, "authenticated")


def _in_graphql(world: World, role: str) -> Iterator[Found]:
    if FactId("extension", "", "pg_graphql") not in world.declaration.facts:
        return
    for fact in world.declared("table", "view", "materialized_view", "foreign_table"):
        if fact.id.schema in world.api_schemas and world.may(role, "select", fact.id):
            yield Found(fact.id, f"{role} may select from it")
