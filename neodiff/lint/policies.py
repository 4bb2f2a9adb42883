"""Rules about policies as such: for whom and which commands they are, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from neodiff.facts import Fact, FactId
from neodiff.kinds.base import parent_of
from neodiff.lint.found import Found, listed, yaml
from neodiff.lint.world import World

COMMANDS: Final = ("select", "insert", "update", "delete")
_TRUE: Final = re.compile(r"[()\s]*(?:true|1\s*=\s*1|'[^']*'::text\s*=\s*'[^']*'::text)[()\s]*")
_OPEN: Final = ("public", "anon", "authenticated")


def roles(policy: Fact) -> list[str]:
    return [str(role) for role in policy.payload.get("to") or ["public"]]


def commands(policy: Fact) -> tuple[str, ...]:
    command = str(policy.payload.get("for", "all"))
    return COMMANDS if command == "all" else (command,)


def is_permissive(policy: Fact) -> bool:
    return policy.payload.get("as") != "restrictive"


def allows(world: World, table: FactId, role: str, command: str) -> bool:
    """Is there a permissive policy that lets the role use the command?"""
    return any(
        is_permissive(policy) and command in commands(policy) and ({role, "public"} & set(roles(policy)))
        for policy in world.parts(table, "policy")
    )


def _tables(world: World) -> Iterator[Fact]:
    yield from world.declared("table")


def multiple_permissive_policies(world: World) -> Iterator[Found]:
    by_table: dict[FactId, list[Fact]] = {}
    for policy in world.declared("policy"):
        if is_permissive(policy):
            by_table.setdefault(parent_of(policy), []).append(policy)
    for policies in by_table.values():
        every = {role for policy in policies for role in roles(policy) if not world.bypasses(role)}
        for at, policy in enumerate(policies):
            shared = [(other, *_shared(policy, other, every)) for other in policies[:at]]
            shared = [(other, both, whom) for other, both, whom in shared if both and whom]
            if shared:
                others = [other.id.name for other, _, _ in shared]
                what = [command for command in COMMANDS if any(command in both for _, both, _ in shared)]
                whom = {role for _, _, found in shared for role in found}
                who = "everyone" if "public" in whom else listed(sorted(whom))
                yield Found(policy.id, f"{who} may {listed(what)} by {listed(others)} too")


def _shared(policy: Fact, other: Fact, every: set[str]) -> tuple[list[str], set[str]]:
    """The commands and the roles that both are for; everyone is among the roles that have a policy."""
    first, second = (every if "public" in roles(each) else every & set(roles(each)) for each in (policy, other))
    return [each for each in commands(policy) if each in commands(other)], first & second


def policy_exists_rls_disabled(world: World) -> Iterator[Found]:
    for table in _tables(world):
        count = len(world.parts(table.id, "policy"))
        if count and not table.payload.get("rls"):
            what = f"it has {count} polic{'y' if count == 1 else 'ies'}, and row-level security is off"
            yield Found(table.id, what, yaml({"rls": "enabled"}))


def rls_enabled_no_policy(world: World) -> Iterator[Found]:
    for table in _tables(world):
        if not table.payload.get("rls") or world.parts(table.id, "policy") or "partition_of" in table.payload:
            continue
        # granted to nobody whom policies are for, it is closed on purpose
        whom = [role for role in _granted(world, table.id) if not world.bypasses(role)]
        if whom or not world.is_managed(table.id):
            policy = {"for": "select", "to": "authenticated", "using": "user_id = (select auth.uid())"}
            fix = {"policies": {f"{table.id.name}_select": policy}}
            yield Found(table.id, "row-level security is on, and it has no policy", yaml(fix))


def rls_policy_always_true(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        writes = [command for command in commands(policy) if command != "select"]
        whom = [role for role in roles(policy) if role in (*_OPEN, *world.api_roles)]
        if not whom or not writes or not is_permissive(policy):
            continue
        using, check = policy.payload.get("using"), policy.payload.get("check")
        new = check if check is not None else using
        true = [
            name for name, text in (("using", using), ("check", new)) if text is not None and _TRUE.fullmatch(str(text))
        ]
        open_ = [
            command
            for command in writes
            if ("using" if command == "delete" else "check") in true or (command == "update" and true)
        ]
        if open_:
            who = "everyone" if "public" in whom else listed(whom)
            fix = yaml({"using" if using is not None else "check": "user_id = (select auth.uid())"})
            yield Found(policy.id, f"its condition always holds: {who} may {listed(open_)} any row", fix)


def policy_for_all(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        reads_only = not any(_may(world, role, "insert", "update", "delete", policy=policy) for role in roles(policy))
        bypassed = all(world.bypasses(role) for role in roles(policy))
        if len(commands(policy)) > 1 and is_permissive(policy) and not bypassed and not reads_only:
            yield Found(policy.id, "it is for all commands", _apart(policy))


def _may(world: World, role: str, *privileges: str, policy: Fact) -> bool:
    table = parent_of(policy)
    if role == "public" or not world.is_managed(table):
        return True
    return any(world.may(role, privilege, table) for privilege in privileges)


def _apart(policy: Fact) -> str:
    said = {key: policy.payload[key] for key in ("to", "using") if key in policy.payload}
    new: dict[str, Any] = {"check": policy.payload.get("check", policy.payload.get("using", "true"))}
    to = {key: value for key, value in said.items() if key == "to"}
    return yaml(
        {
            f"{policy.id.name}_select": {"for": "select", **said},
            f"{policy.id.name}_insert": {"for": "insert", **to, **new},
            f"{policy.id.name}_update": {"for": "update", **said, **new},
            f"{policy.id.name}_delete": {"for": "delete", **said},
        }
    )


def policy_to_public(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        if "public" in roles(policy) and is_permissive(policy):
            yield Found(policy.id, "it names no role, so it is run for every one", yaml({"to": "authenticated"}))


def policy_write_without_select(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        command = str(policy.payload.get("for", "all"))
        if command not in ("update", "delete") or not is_permissive(policy):
            continue
        blind = [
            role
            for role in roles(policy)
            if not allows(world, parent_of(policy), role, "select") and not world.bypasses(role)
        ]
        if blind:
            fix: dict[str, Any] = {"for": "select"}
            fix |= {key: policy.payload[key] for key in ("to", "using") if key in policy.payload}
            what = f"no policy for select lets {listed(blind)} find the rows that {command} is about"
            yield Found(policy.id, what, yaml({f"{parent_of(policy).name}_select": fix}))


def grant_without_policy(world: World) -> Iterator[Found]:
    for table in _tables(world):
        if not table.payload.get("rls") or not world.is_managed(table.id) or not world.parts(table.id, "policy"):
            continue
        for role in _granted(world, table.id):
            idle = [
                command
                for command in COMMANDS
                if world.may(role, command, table.id) and not allows(world, table.id, role, command)
            ]
            if idle and not world.bypasses(role) and role not in ("public", world.owner(table.id)):
                yield Found(FactId("grants", "", "", table.id), f"{role} may {listed(idle)}, and no policy is for that")


def _granted(world: World, table: FactId) -> list[str]:
    found = set(world.rights(table))
    for column in world.columns(table):
        found |= set(world.rights(column))
    return sorted(found)


def policy_without_grant(world: World) -> Iterator[Found]:
    for policy in world.declared("policy"):
        table = parent_of(policy)
        if not world.is_managed(table) or not is_permissive(policy) or table not in world.spelled:
            continue
        for role in roles(policy):
            whom = _granted(world, table) if role == "public" else [role]
            idle = not any(world.may(each, command, table) for each in whom for command in commands(policy))
            # row-level security that is forced is for the owner too, who needs no grant
            owned = role == world.owner(table) or (role == "public" and world.facts[table].payload.get("force_rls"))
            if idle and not owned:
                who = "nobody but its owner has a" if role == "public" else f"{role} has no"
                fix = yaml({"grants": {"authenticated" if role == "public" else role: list(commands(policy))}})
                yield Found(policy.id, f"{who} privilege to {listed(list(commands(policy)))}", fix)
