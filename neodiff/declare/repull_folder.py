"""A folder of YAML that takes what live is: documents changed where they stand, new ones in new files, gone ones removed.

Knows where documents are and go. Must not know what is in them, or servers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from neodiff.declare import write
from neodiff.declare.declaration import Declaration
from neodiff.declare.pull import Pulled
from neodiff.declare.repull import OURS, Again
from neodiff.declare.repull_edit import Edit
from neodiff.declare.repull_tree import FixedError, Node, Tree
from neodiff.errors import UserError
from neodiff.facts import FactId
from neodiff.kinds.base import SIGNED, bare_name
from neodiff.problems import Pos
from neodiff.sql import significant

Document = Mapping[str, Any]
_MARK: Final = "\ufeff"
# Small documents, which share a file wherever they are.
_SHARING: Final = ("schema", "extension", "default_privileges")


@dataclass(slots=True)
class _File:
    tree: Tree
    edit: Edit
    places: Mapping[Pos, tuple[Node, int | None]]
    mark: str


@dataclass(slots=True)
class Folder:
    """The files of a declaration. `texts` are those that were changed before; `left` says what must be done by hand."""

    declaration: Declaration
    texts: Mapping[Path, str | None]
    left: list[str] = field(default_factory=list)
    added: dict[FactId, Path] = field(default_factory=dict)
    _files: dict[Path, _File] = field(default_factory=dict)
    _new: dict[Path, list[dict[str, Any]]] = field(default_factory=dict)
    _where: dict[FactId, Pos] = field(init=False)

    def __post_init__(self) -> None:
        self._where = {}
        for fact_id, pos in self.declaration.positions.items():
            about = object_of(fact_id)
            if fact_id == about or about not in self._where:
                self._where[about] = pos
        for raw in self.declaration.raw:
            self._where[FactId("sql", "", raw.name)] = raw.pos

    # -- what is done

    def change(self, about: FactId, declared: Document, live: Document) -> None:
        """Where it is declared, `about` gets what `live` says otherwise than `declared`."""
        spelled = self._spelled(about)
        found = self._document(spelled)
        if found is None or spelled is None:
            self.left.append(f"{about}: no document of its own declares it: change the `sql:` document that makes it")
            return
        file, root = found
        Again(file.edit, root, spelled, self.declaration.positions, file.places, self.left).change(declared, live)

    def add(self, about: FactId, document: dict[str, Any]) -> None:
        path = self.added[about] = self._place(about, document)
        if path in self._texts_and_files():
            self._file(path).edit.add_document(write.text([document]))
        else:
            self._new.setdefault(path, []).append(document)

    def remove(self, about: FactId) -> None:
        found = self._document(self._spelled(about))
        if found is None:
            self.left.append(
                f"{about}: no document of its own declares it: take it out of the `sql:` document that makes it"
            )
            return
        file, root = found
        if kept := [key for key in OURS if key in ("rows", "json", "tests") and root.index(key) is not None]:
            self.left.append(f"{file.tree.pos(root)}: {about} is gone, and so are its {' and '.join(kept)}")
        file.edit.remove_document(root)

    def give(self, about: FactId, key: str, value: Any) -> bool:
        """One more key for a declared object; False where it has that key."""
        found = self._document(self._spelled(about))
        if found is None or found[1].index(key) is not None:
            return False
        try:
            found[0].edit.put(found[1], key, value)
        except FixedError as error:
            self.left.append(f"{error}; {about}: {key}")
        return True

    def path(self, about: FactId) -> Path | None:
        """The file that declares it."""
        pos = self._where.get(self._spelled(about) or about)
        return None if pos is None else self._relative(pos)

    def result(self) -> dict[Path, str | None]:
        """File -> its new text, None where no document is left in it; files that stay as they are are not among them."""
        out: dict[Path, str | None] = {}
        for path, file in self._files.items():
            if (text := file.edit.result()) != file.tree.text:
                out[path] = None if text is None else file.mark + text
        for path, documents in self._new.items():
            text = write.text(documents)
            schema = (self.declaration.directory / write.SCHEMA_FILE).exists()
            out[path] = write.named(path, text) if schema else text
        return out

    # -- where things are

    def _relative(self, pos: Pos) -> Path:
        return Path(pos.file).relative_to(self.declaration.directory)

    def _spelled(self, about: FactId) -> FactId | None:
        """The object as the declaration calls it: types of arguments may be spelled otherwise there."""
        if about in self._where or about.kind not in SIGNED:
            return about if about in self._where else None
        count = about.name.count(",")
        named = [
            known
            for known in self._where
            if (known.kind, known.schema, bare_name(known)) == (about.kind, about.schema, bare_name(about))
        ]
        found = [known for known in named if known.name.count(",") == count] if len(named) > 1 else named
        if len(found) != 1:
            # casts and transforms have no name but their types
            like = [known for known in self._where if (known.kind, known.schema) == (about.kind, about.schema)]
            found = [known for known in like if _unqualified(known.name) == _unqualified(about.name)]
        return found[0] if len(found) == 1 else None

    def _document(self, about: FactId | None) -> tuple[_File, Node] | None:
        pos = self._where.get(about) if about is not None else None
        if pos is None:
            return None
        file = self._file(self._relative(pos))
        node = file.places[pos][0]
        while node.parent is not None:
            node = node.parent
        return file, node

    def _file(self, path: Path) -> _File:
        if path not in self._files:
            at = self.declaration.directory / path
            text = self.texts.get(path)
            if text is None:
                try:
                    text = at.read_bytes().decode()
                except UnicodeDecodeError:
                    raise UserError(f"{at}: only UTF-8 can be edited in place: save the file as UTF-8") from None
            # a byte order mark is no part of what is parsed
            mark = _MARK if text.startswith(_MARK) else ""
            tree = Tree(str(at), text.removeprefix(_MARK))
            self._files[path] = _File(tree, Edit(tree), tree.places(), mark)
        return self._files[path]

    # -- where new ones go

    def _texts_and_files(self) -> set[Path]:
        known = {self._relative(pos) for pos in self._where.values()}
        return {path for path in known | set(self._files) if self.texts.get(path, "") is not None}

    def _place(self, about: FactId, document: dict[str, Any]) -> Path:
        """Beside what is most like it, or where a first pull would put it."""
        (usual,) = [path for path in write.files(Pulled({about: document})) if path.name != "neodiff.yaml"]
        like = [known for known in self._where if known.kind == about.kind]
        if about.kind not in _SHARING:
            like = [known for known in like if known.schema == about.schema]
        if about.kind in SIGNED:
            for known in like:
                if bare_name(known) == bare_name(about):
                    return self._relative(self._where[known])
        counts = Counter(self._relative(self._where[known]) for known in like)
        if counts and ((most := counts.most_common(1)[0])[1] > 1 or about.kind in _SHARING):
            return most[0]
        if about.kind in _SHARING:
            return usual
        folders = Counter(path.parent for path in sorted(counts)) or self._neighbours(about)
        folder = folders.most_common(1)[0][0] if folders else usual.parent
        path, n = folder / usual.name, 1
        while self._is_taken(path, about):
            n += 1
            path = folder / f"{usual.stem}_{n}.yaml"
        return path

    def _neighbours(self, about: FactId) -> Counter[Path]:
        """Where it would be if it lay as other kinds of its schema do: views/app because there is functions/app."""
        own, out = write.FOLDERS.get(about.kind, ""), Counter[Path]()
        for known, pos in sorted(self._where.items()):
            parts = self._relative(pos).parent.parts
            if known.schema == about.schema and about.schema and (other := write.FOLDERS.get(known.kind)) in parts:
                out[Path(*(own if part == other else part for part in parts))] += 1
        return out

    def _is_taken(self, path: Path, about: FactId) -> bool:
        """By something else than an overload of the same routine."""
        if path in self._new:
            return not any(about.kind in SIGNED and bare_name(about) == doc.get(about.kind) for doc in self._new[path])
        at = self.declaration.directory / path
        return path in self._texts_and_files() or (at.exists() and self.texts.get(path, "") is not None)


def _unqualified(name: str) -> list[str]:
    """The words of an id that is SQL, without the schemas in it."""
    words = [text for _, text, _ in significant(name)]
    return [word for i, word in enumerate(words) if word != "." and (i + 1 == len(words) or words[i + 1] != ".")]


def object_of(fact_id: FactId) -> FactId:
    """The object in whose document a fact stands."""
    if fact_id.kind == "default_privileges" and fact_id.parent is not None:
        return FactId("default_privileges", fact_id.schema, fact_id.parent.name)
    return fact_id.root
