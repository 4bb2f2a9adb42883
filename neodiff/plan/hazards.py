"""What a change may lose or open up: names that --allow takes, and a sentence for the reviewer.

Names are stable: later ones are added, none is renamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from neodiff.facts import Fact, FactBase, FactId
from neodiff.kinds.casts import loses
from neodiff.plan.changed import Changes
from neodiff.plan.diff import Delta
from neodiff.statement import Hazard

_DROPS: Final = {"table": "drop-table", "column": "drop-column", "schema": "drop-schema"}
_OBJECTS: Final = frozenset(
    """view materialized_view function procedure enum domain composite sequence extension range aggregate operator cast
    collation operator_family operator_class conversion type language transform access_method publication
    publication_table publication_schema subscription event_trigger text_search_dictionary text_search_configuration
    text_search_parser text_search_template foreign_data_wrapper server user_mapping foreign_table""".split()
)
# attribute of a role -> what it may do with it, whatever it was granted
POWERS: Final = {
    "superuser": "may do everything",
    "bypassrls": "is not held by row-level security",
    "replication": "may read all rows of the server",
    "createrole": "may give roles what it may itself",
}
_PASSED_ON: Final = {"admin": "may make others members of", "inherit": "has the privileges of", "set": "may become"}


def hazards(verb: str, fact_id: FactId, changes: Changes) -> tuple[Hazard, ...]:
    """The hazards of one action of a plan."""
    swapped = fact_id in changes.swapped
    if verb == "drop" and not swapped:
        if fact_id.kind == "column" and "generated" in changes.old[fact_id].payload and fact_id in changes.created:
            return ()  # computed again
        if _restricts(changes.old[fact_id]) and fact_id not in changes.created:
            return (_unrestricted(fact_id),)
        return _of_drop(fact_id, replaced=fact_id in changes.created)
    if (verb == "alter" or verb == "aside") and fact_id in changes.old and fact_id in changes.new:
        old, new = changes.old[fact_id], changes.new[fact_id]
        attrs = frozenset(key for key in {*old.payload, *new.payload} if old.payload.get(key) != new.payload.get(key))
        return tuple(_of_change(Delta(fact_id, old, new, attrs)))
    if verb == "create" and fact_id in changes.new:
        return tuple(_empowers(None, changes.new[fact_id]))
    return ()


def of_delta(delta: Delta) -> tuple[Hazard, ...]:
    """The hazards of a difference, before it is known how it will be planned."""
    if delta.new is None:
        if delta.old is not None and _restricts(delta.old):
            return (_unrestricted(delta.id),)
        if delta.id.kind == "column" and delta.old is not None and "generated" in delta.old.payload:
            return ()  # nothing that could not be computed again
        if delta.id.kind == "column" and delta.old is not None and "type" not in delta.old.payload:
            return ()  # it stays: its parent has it
        return _of_drop(delta.id, replaced=False)
    return tuple(_of_change(delta)) if delta.old is not None else tuple(_empowers(None, delta.new))


def _empowers(old: Fact | None, new: Fact) -> Iterator[Hazard]:
    """What a role may do that it could not: by its attributes, or as a member of another one."""
    had = old.payload if old is not None else {}
    if new.id.kind == "role":
        for name, does in POWERS.items():
            if new.payload.get(name) and not had.get(name):
                yield Hazard("weaken-access", f"{new.id} {does}")
        if had.get("inherit") is False and "inherit" not in new.payload:
            yield Hazard("weaken-access", f"{new.id} has the privileges of its groups without SET ROLE")
    elif new.id.kind == "membership":
        gained = [
            does
            for name, does in _PASSED_ON.items()
            if new.payload.get(name, name != "admin") and not (old is not None and had.get(name, name != "admin"))
        ]
        if gained:
            yield Hazard("weaken-access", f"{new.id.root} {' and '.join(gained)} {new.id.name}")


def unreturnable(delta: Delta, live: FactBase) -> tuple[Hazard, ...]:
    """Values that go and that nothing can put back, as their rows cannot be told apart."""
    column = delta.id
    if column.kind != "column" or column.parent is None or column.parent.kind != "table" or not of_delta(delta):
        return ()
    always = {
        fact_id.name
        for fact_id, fact in live.facts.items()
        if fact_id.parent == column.parent and fact_id.kind == "column" and fact.payload.get("not_null")
    }
    for fact_id, fact in live.facts.items():
        if fact_id.parent != column.parent or fact_id.kind not in ("primary_key", "unique", "index"):
            continue
        if "columns" not in fact.payload:
            continue  # a partition's part of its parent's
        names = [each for each in fact.payload["columns"] if isinstance(each, str)]
        whole = len(names) == len(fact.payload["columns"]) and column.name not in names and "where" not in fact.payload
        unique = fact_id.kind != "index" or fact.payload.get("unique")
        if whole and unique and (fact_id.kind == "primary_key" or always.issuperset(names)):
            return ()
    reason = f"{column.path}: without a key its rows cannot be found again, so that its values do not come back"
    return (Hazard("irreversible", reason),)


def _restricts(fact: Fact) -> bool:
    return fact.id.kind == "policy" and fact.payload.get("as") == "restrictive"


def _unrestricted(fact_id: FactId) -> Hazard:
    return Hazard("weaken-access", f"{fact_id} no longer restricts anybody")


def _of_drop(fact_id: FactId, *, replaced: bool) -> tuple[Hazard, ...]:
    if fact_id.kind in _DROPS:
        what = {"table": "all rows of", "column": "all values of", "schema": "schema"}[fact_id.kind]
        return (
            Hazard(
                _DROPS[fact_id.kind],
                f"{what} {fact_id.path} are lost" if fact_id.kind != "schema" else f"{fact_id} is gone",
            ),
        )
    if fact_id.kind == "sql" and fact_id.name.startswith(("table ", "foreign table ")):
        return (Hazard("drop-table", f"all rows of {fact_id.name} and of what belongs to it are lost"),)
    if fact_id.kind == "role":
        return (Hazard("drop-object", f"nobody can log in as {fact_id} or be its member; no password comes back"),)
    if fact_id.kind in (*_OBJECTS, "sql") and not replaced:
        return (Hazard("drop-object", f"whatever still uses {fact_id} fails"),)
    return ()


def _of_change(delta: Delta) -> list[Hazard]:
    assert delta.old is not None
    assert delta.new is not None
    old, new = delta.old, delta.new
    out: list[Hazard] = list(_empowers(old, new))
    if delta.id.kind == "column":
        out += _column(delta, old, new)
    if delta.id.kind == "enum":
        gone = [label for label in old.payload["values"] if label not in new.payload["values"]]
        if gone:
            labels = ", ".join(repr(label) for label in gone)
            out.append(
                Hazard("lose-values", f"{delta.id} loses {labels}; a row that holds one makes the migration fail")
            )
    if delta.id.kind == "composite":
        gone = [name for name in old.payload["attributes"] if name not in new.payload["attributes"]]
        if gone:
            out.append(
                Hazard("lose-values", f"{delta.id} loses {', '.join(gone)}, and so does every column of that type")
            )
    if delta.id.kind == "table":
        if "partition_by" in delta.attrs:
            out += _of_drop(delta.id, replaced=True)
        for attr, what in (
            ("rls", "row-level security is switched off on"),
            ("force_rls", "the owner is no longer held by the policies of"),
        ):
            if attr in delta.attrs and not new.payload.get(attr):
                out.append(Hazard("weaken-access", f"{what} {delta.id.path}"))
    if delta.id.kind == "policy" and "as" in delta.attrs and new.payload.get("as") != "restrictive":
        out.append(Hazard("weaken-access", f"{delta.id} no longer restricts, it permits"))
    if delta.id.kind == "sql" and delta.attrs - {"owner", "comment"}:
        out += _of_drop(delta.id, replaced=True)
    return out


def _column(delta: Delta, old: Fact, new: Fact) -> list[Hazard]:
    if "generated" not in old.payload and "generated" in new.payload:
        return [Hazard("lose-values", f"the values of {delta.id.path} give way to computed ones")]
    if (
        "type" in delta.attrs
        and {"type"} <= old.payload.keys() & new.payload.keys()
        and (why := loses(str(old.payload["type"]), str(new.payload["type"])))
    ):
        return [Hazard("lose-values", f"{delta.id.path}: {why}")]
    return []
