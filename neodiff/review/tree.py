"""The deltas of a plan as a tree of objects: a table with its columns, policies and grants under it. Knows no format.

Owner, grants, comment and default are attributes of what they are about here, though facts of their own in the plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from neodiff.facts import FactBase, FactId, sort_key
from neodiff.kinds import RANK
from neodiff.outcome import Plan
from neodiff.plan.diff import Delta
from neodiff.review.words import ABSENT, HIDDEN, LABELS, counted, kind_word, phrases, shown, some, visible

FOLDED: Final = frozenset(("owner", "grants", "comment", "default", "owned_by", "settings", "database_settings"))
# What they say of a parameter, their payload's key.
_SETTINGS: Final = {"settings": "setting {}", "database_settings": "setting {} in this database"}
# Kinds whose payload has roles for keys, and what is said of a new object even where it is PostgreSQL's default.
_ROLES: Final = ("grants", "default_privileges")
_SPOKEN: Final[Mapping[str, Sequence[str]]] = {"policy": ("for", "to")}


@dataclass(frozen=True, slots=True)
class Attribute:
    """What an object says of itself on both sides; None = nothing."""

    name: str
    old: Any
    new: Any

    @property
    def text(self) -> bool:
        """Does it have lines, so that a diff of lines says more?"""
        return any(isinstance(side, str) and "\n" in side.strip() for side in (self.old, self.new))

    def sides(self) -> tuple[str, str]:
        """Both values on one line each; an absent flag is a no."""
        flag = isinstance(self.old, bool) or isinstance(self.new, bool)
        old, new = (False if flag and side is None else side for side in (self.old, self.new))
        return shown(old), shown(new)


@dataclass(slots=True)
class Entry:
    """One object that differs; `contents` says what a new or dropped one has, `parts` what differs inside."""

    id: FactId
    sign: str
    contents: str = ""
    attributes: list[Attribute] = field(default_factory=list)
    parts: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The whole name for an object, the last part for what is inside one."""
        return visible(str(self.id))

    @property
    def short(self) -> str:
        return f"{kind_word(self.id.kind)} {visible(self.id.name)}"


def objects(plan: Plan) -> list[Entry]:
    """Every object that differs, in the order of kinds and names."""
    # All that is inside a new or dropped object is a delta itself.
    children: dict[FactId, list[FactId]] = defaultdict(list)
    for delta in plan.deltas:
        if delta.id.parent is not None:
            children[delta.id.parent].append(delta.id)
    deltas = {delta.id: delta for delta in plan.deltas}
    entries: dict[FactId, Entry] = {}
    roots: list[Entry] = []

    def entry(fact_id: FactId) -> Entry:
        if fact_id in entries:
            return entries[fact_id]
        delta = deltas.get(fact_id)
        made = entries[fact_id] = Entry(fact_id, delta.sign if delta else "~")
        if delta is not None and made.sign != "~":
            made.contents = contents(plan.new if made.sign == "+" else plan.old, fact_id, children)
        elif delta is not None:
            made.attributes = attributes(delta)
        parent = fact_id.parent
        known = parent is not None and (parent in plan.old or parent in plan.new)
        (entry(parent).parts if parent is not None and known else roots).append(made)
        return made

    for delta in plan.deltas:
        parent = delta.id.parent
        if delta.id.kind in FOLDED and parent is not None:
            entry(parent).attributes += attributes(delta)
        else:
            entry(delta.id)
    for rename in reversed(plan.renames):
        was, name = rename.label or (rename.old.name, rename.new.name)
        entry(rename.new).attributes.insert(0, Attribute("value" if rename.label else "name", was, name))
    return sorted(roots, key=_key)


def _key(entry: Entry) -> tuple[object, ...]:
    return (RANK.get(entry.id.kind, len(RANK)), sort_key(entry.id))


def attributes(delta: Delta) -> list[Attribute]:
    """What differs, named as people name it: `grants to anon`, `comment`, `row-level security`."""
    old, new = (fact.payload if fact is not None else {} for fact in (delta.old, delta.new))
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    named = [key for key in sorted(keys) if key not in HIDDEN] or sorted(keys)
    absent = {} if delta.id.kind in FOLDED or None in (delta.old, delta.new) else ABSENT
    labels = {key: _label(delta.id.kind, key, len({**old, **new})) for key in named}
    return [Attribute(labels[key], *(side.get(key, absent.get(key)) for side in (old, new))) for key in named]


def _label(kind: str, key: str, keys: int) -> str:
    if kind in _ROLES:
        return f"grants to {visible(key)}"
    if kind in _SETTINGS:
        return _SETTINGS[kind].format(visible(key))
    if kind in FOLDED and keys == 1:
        return kind_word(kind)
    return LABELS.get(key, visible(key.replace("_", " ")))


def contents(
    side: FactBase, fact_id: FactId, children: Mapping[FactId, Sequence[FactId]], apart: frozenset[FactId] = frozenset()
) -> str:
    """What an object consists of: `3 columns, primary key, 2 policies, row-level security`; not what is `apart`."""
    inside = [child for child in children.get(fact_id, ()) if child not in apart]
    counts = Counter(child.kind for child in inside if child.kind not in FOLDED)
    said = [counted(counts[kind], kind) for kind in sorted(counts, key=lambda kind: RANK.get(kind, len(RANK)))]
    if fact := side.get(fact_id):
        payload = {**{key: ABSENT[key] for key in _SPOKEN.get(fact_id.kind, ())}, **fact.payload}
        said += _roles(payload) if fact_id.kind in _ROLES else phrases(payload)
    said += _satellites(side, inside)
    return ", ".join(said)


def _roles(payload: Mapping[str, Any]) -> list[str]:
    return [f"to {visible(role)}: {shown(rights)}" for role, rights in payload.items()]


def _satellites(side: FactBase, inside: Sequence[FactId]) -> Iterator[str]:
    for child in inside:
        fact = side.get(child)
        if fact is None or child.kind in ("owner", "comment") or child.kind not in FOLDED:
            continue
        if child.kind == "grants":
            roles = [role for role in fact.payload if not role.startswith("$")]
            if roles:
                yield f"grants to {some([visible(role) for role in roles])}"
        elif child.kind in _SETTINGS:
            yield from (f"{_label(child.kind, key, 0)} = {shown(value)}" for key, value in fact.payload.items())
        else:
            yield f"{kind_word(child.kind)} {', '.join(phrases(fact.payload)).removeprefix('expression ')}"


def counts(entries: Sequence[Entry]) -> dict[str, Counter[str]]:
    """sign -> kind -> how many objects."""
    out: dict[str, Counter[str]] = {sign: Counter() for sign in "+~-"}
    for entry in entries:
        out[entry.sign][entry.id.kind] += 1
    return out


def counted_objects(entries: Sequence[Entry]) -> list[str]:
    """`14 tables, 1 view to create`, for each of create, change and drop."""
    out = []
    for sign, word in (("+", "create"), ("~", "change"), ("-", "drop")):
        if by_kind := counts(entries)[sign]:
            out.append(", ".join(counted_number(by_kind)) + f" to {word}")
    return out


def counted_number(by_kind: Counter[str]) -> list[str]:
    kinds = sorted(by_kind, key=lambda kind: RANK.get(kind, len(RANK)))
    return [f"{by_kind[kind]} {kind_word(kind, by_kind[kind])}" for kind in kinds]
