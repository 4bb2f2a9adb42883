"""One object's document is made to say what live is: what was declared and what is there, as `pull` writes both -> edits.

The two are of one spelling, so that only what really differs is touched, whatever words the file has for the rest. Must
not know files or servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from neodiff.declare.repull_edit import Edit
from neodiff.declare.repull_keys import HOLDER, SHORT, Key, as_reference, taken_apart
from neodiff.declare.repull_tree import MERGE, FixedError, Node
from neodiff.facts import FactId
from neodiff.problems import Pos

Document = Mapping[str, Any]
# What no database knows: it stays whatever live is.
OURS: Final = ("renamed_from", "rows", "json", "prune", "lint", "tests", "application")
# Of these a value has a short form: the key that it stands for.
_SHORT_OF: Final = {
    "columns": "type",
    "attributes": "type",
    "args": "type",
    "indexes": "columns",
    "checks": "expression",
}


# Mappings whose order has a meaning.
_ORDERED: Final = ("args", "attributes")


class _Absent:
    """No such key."""


_ABSENT: Final = _Absent()


@dataclass(slots=True)
class Again:
    """The document of `about`, which starts at `root`. `left` gets what could not be changed in its place, and why.

    positions: where each declared fact stands
    """

    edit: Edit
    root: Node
    about: FactId
    positions: Mapping[FactId, Pos]
    places: Mapping[Pos, tuple[Node, int | None]]
    left: list[str]

    def change(self, declared: Document, live: Document) -> None:
        """Make what says `declared` say `live`."""
        was, is_ = taken_apart(self.about, declared), taken_apart(self.about, live)
        head = {key: value for key, value in is_.head.items() if key not in OURS}
        rows = {key: value for key, value in is_.head.items() if key in OURS and self.root.index(key) is None}
        for key in was.keys.keys() - is_.keys.keys():
            self._tried(key, lambda key=key: self._remove_key(key))
        for key in [key for key in is_.keys if key in was.keys and was.keys[key] != is_.keys[key]]:
            self._tried(key, lambda key=key: self._change_key(key, was.keys[key], is_.keys[key]))
        fresh = {key: value for key, value in is_.keys.items() if key not in was.keys}
        old_columns = was.head.get("columns") or {}
        for key, value in list(fresh.items()):
            if value.column is not None and value.column not in old_columns:
                # a new column brings its own
                head["columns"] = {**head["columns"], value.column: _with(head["columns"][value.column], value)}
                del fresh[key]
        self._mapping(self.root, was.head, {**head, **rows}, [*live])
        self._add_keys(fresh, [*live])

    # -- keys: primary, unique, foreign, and checks

    def _place(self, key: tuple[str, str]) -> tuple[Node, int]:
        found = self.positions.get(FactId(key[0], "", key[1], self.about))
        node, i = self.places.get(found, (self.root, None)) if found is not None else (self.root, None)
        if i is None and key[0] == "primary_key":
            node, i = self.root, self.root.index("primary_key")
        if i is None:
            raise FixedError(found or self.edit.tree.pos(self.root), "it has no place of its own")
        return node, i

    def _remove_key(self, key: tuple[str, str]) -> None:
        node, i = self._place(key)
        self.edit.remove(node, i)

    def _change_key(self, key: tuple[str, str], old: Key, new: Key) -> None:
        node, i = self._place(key)
        written = node.keys[i].value if node.sort == "map" else ""
        if not self._of_a_column(node, written):
            self._value(node, i, old.node, new.node, SHORT.get(key[0], ""))
        elif written == "check" and set(new.node) == {"expression"}:
            self.edit.replace(node, i, new.node["expression"])
        elif written == "references" and (reference := as_reference(new.node)) is not None:
            was = as_reference(old.node)
            if node.items[i].sort == "map" and isinstance(was, Mapping | str) and isinstance(reference, Mapping):
                self._value(node, i, was, reference, "")
            else:
                self.edit.replace(node, i, reference)
        else:
            self.edit.remove(node, i)
            self._add_keys({key: Key(new.node, named=new.named)}, ())

    def _of_a_column(self, node: Node, written: str) -> bool:
        above = node.parent
        return written in ("primary_key", "unique", "check", "references") and above is self.root.get("columns")

    def _add_keys(self, keys: Mapping[tuple[str, str], Key], order: Sequence[str]) -> None:
        gathered: dict[str, list[tuple[str, Any]]] = {}
        for (kind, name), key in keys.items():
            columns = self.root.get("columns")
            column = columns.index(key.column) if columns is not None and key.column is not None else None
            if columns is not None and column is not None:
                self._tried((kind, name), lambda at=columns, i=column, key=key: self._add_short(at, i, key))
            else:
                gathered.setdefault(HOLDER[kind], []).append((name, key.written(kind)))
        for holder, new in gathered.items():
            whole: Any = (
                new[0][1] if holder == "primary_key" else dict(new) if holder == "checks" else [n for _, n in new]
            )
            self._tried(new[0], lambda holder=holder, new=new, whole=whole: self._add_to(holder, new, whole, order))

    def _add_short(self, columns: Node, i: int, key: Key) -> None:
        written, value = key.short
        if columns.items[i].sort == "map":
            self.edit.put(columns.items[i], written, value)
        else:
            self.edit.replace(columns, i, {"type": columns.items[i].value, written: value})

    def _add_to(self, holder: str, new: Sequence[tuple[str, Any]], whole: Any, order: Sequence[str]) -> None:
        node = self.root.get(holder)
        if node is None or holder == "primary_key":
            self.edit.put(self.root, holder, whole, _before(holder, order))
            return
        for name, value in new:
            self.edit.put(node, name if holder == "checks" else None, value, len(node.items) - 1)

    # -- the rest

    def _mapping(self, node: Node, old: Document, new: Document, order: Iterable[str] = (), short: str = "") -> None:
        names = [*(order or new)]
        for key in dict.fromkeys((*old, *names, *new)):
            was, wanted = old.get(key, _ABSENT), new.get(key, _ABSENT)
            if was != wanted and not (key in OURS and wanted is _ABSENT):
                self._tried((key,), lambda key=key, w=was, n=wanted: self._entry(node, key, w, n, names, short))

    def _entry(self, node: Node, key: str, old: Any, new: Any, order: Sequence[str], short: str) -> None:
        i = node.index(key)
        if new is _ABSENT:
            if i is not None:
                self.edit.remove(node, i)
            elif node.index(MERGE) is not None:
                raise FixedError(self.edit.tree.pos(node), f"{key} comes by a merge key")
        elif i is None:
            self.edit.put(node, key, new, _before(key, order))
        elif node is self.root and key in _ORDERED and not _stays_in_order(old, new):
            self.edit.replace(node, i, new)
        else:
            self._value(node, i, old, new, short, _SHORT_OF.get(key, "") if node is self.root else "")

    def _value(self, node: Node, i: int, old: Any, new: Any, short: str, inner: str = "") -> None:
        """`short`: the key that a value stands for which is no mapping; `inner`: the same of the values in it."""
        written = node.items[i]
        if short:
            old, new = _long(old, short), _long(new, short)
        if isinstance(old, Mapping) and isinstance(new, Mapping) and new:
            if written.sort == "map":
                self._mapping(written, old, new, (), inner)
                return
            if short:
                own = _spelled(written) if old.get(short) == new.get(short) else new.get(short)
                new = {name: own if name == short else value for name, value in new.items()}
        both = isinstance(old, list) and isinstance(new, list) and new
        if both and written.sort == "seq" and len(written.items) == len(old):
            self._items(written, old, new)
            return
        if isinstance(new, Mapping) and set(new) == {short}:
            new = new[short]
        if not (written.sort == "scalar" and not written.style and written.value == str(new).lower()):
            self.edit.replace(node, i, new)

    def _items(self, node: Node, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Items that are the same stay where they stand."""
        matcher = SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in new], autojunk=False)
        for does, start, end, first, last in matcher.get_opcodes():
            if does == "replace" and end - start == last - first:
                for i in range(end - start):
                    self._value(node, start + i, old[start + i], new[first + i], "")
            elif does != "equal":
                for i in range(start, end):
                    self.edit.remove(node, i)
                for item in new[first:last]:
                    self.edit.put(node, None, item, start - 1)

    def _tried(self, what: Sequence[str], run: Any) -> None:
        try:
            run()
        except FixedError as error:
            self.left.append(f"{error}; {self.about}: {' '.join(what)}")


def _before(key: str, order: Sequence[str]) -> list[str]:
    return list(order[: order.index(key)]) if key in order else []


def _stays_in_order(old: Any, new: Any) -> bool:
    """Can new entries come behind old ones, and is that their order?"""
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return True
    return next(iter(new), None) in old and [key for key in old if key in new] == [key for key in new if key in old]


def _long(value: Any, short: str) -> Any:
    return value if isinstance(value, Mapping) or value is _ABSENT else {short: value}


def _spelled(node: Node) -> Any:
    return node.value if node.sort == "scalar" else [item.value for item in node.items]


def _with(column: Any, key: Key) -> dict[str, Any]:
    written, value = key.short
    return {**_long(column, "type"), written: value}
