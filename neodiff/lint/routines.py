"""Rules about functions and procedures: what they run as, and who may call them."""

from __future__ import annotations

from collections.abc import Iterator

from neodiff.facts import Fact, FactId
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.world import World


def function_search_path_mutable(world: World) -> Iterator[Found]:
    for fact in world.declared("function", "procedure"):
        payload = fact.payload
        bound = "atomic" in payload or payload.get("language") in ("c", "internal")
        matters = bool(world.platform.schemas) or payload.get("security") == "definer"
        if not bound and matters and "search_path" not in (payload.get("set") or {}):
            yield Found(fact.id, "it sets no search_path", yaml({"set": {"search_path": "''"}}))


def anon_security_definer_function_executable(world: World) -> Iterator[Found]:
    yield from _callable(world, "anon")


def authenticated_security_definer_function_executable(world: World) -> Iterator[Found]:
    yield from _callable(world, "authenticated")


def _callable(world: World, role: str) -> Iterator[Found]:
    """A trigger's function is called by no request (PostgREST leaves it out, and PostgreSQL refuses it)."""
    for fact in world.declared("function", "procedure"):
        payload = fact.payload
        if (
            payload.get("security") != "definer"
            or fact.id.schema not in world.api_schemas
            or role not in world.api_roles
        ):
            continue
        if payload.get("returns") not in ("trigger", "event_trigger") and world.may(
            role, "execute", fact.id, columns=False
        ):
            yield Found(fact.id, f"{role} may execute it", yaml({"grants": {"service_role": ["execute"]}}))


def definer_under_rls(world: World) -> Iterator[Found]:
    for fact in world.declared("function", "procedure"):
        owner = world.owner(fact.id)
        if fact.payload.get("security") != "definer" or world.bypasses(owner) is not False:
            continue
        held = sorted(table.path for table in _reads(world, fact) if _holds(world, table, owner))
        if held:
            what = f"it belongs to {owner}, for whom row-level security of {listed(held)} holds"
            yield Found(fact.id, what, yaml({"owner": "postgres"}))


def _reads(world: World, fact: Fact) -> set[FactId]:
    named = world.relations(world.body(fact)) | world.needed(fact.id)
    return {each for each in named if each.kind == "table"}


def _holds(world: World, table: FactId, owner: str) -> bool:
    """For a table's owner row-level security holds only where it is forced."""
    payload = world.facts[table].payload if table in world.facts else {}
    whose = world.owner(table)
    return bool(payload.get("rls")) and (bool(payload.get("force_rls")) or (whose != "" and whose != owner))
