"""What the documents of each file declared when it was read last: while the file is as it was, it need not be read again.

Rows and tests are not remembered: they are data, and may be many. Must not know what a document means.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from neodiff.declare.document import Document
from neodiff.memo import Memo, unpickled
from neodiff.scratch.cache import declared_directory

_MOST: Final = 16  # folders


@dataclass(slots=True)
class Remembered:
    """known: file -> digest of its content, and its documents as bytes; seen: those of this time."""

    memo: Memo
    key: str
    known: Mapping[str, tuple[str, bytes]]
    seen: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def documents(self, name: str, content: bytes) -> Sequence[Document] | None:
        """The documents of a file with this content, the caller's own; None where they are not known."""
        digest, found = self.known.get(name, ("", b""))
        if digest != hashlib.sha256(content).hexdigest():
            return None
        documents: Sequence[Document] | None = unpickled(found)
        if documents is not None:
            self.seen[name] = digest, found
        return documents

    def keep(self, name: str, content: bytes, documents: Sequence[Document]) -> None:
        """Before anybody changes anything in them."""
        if all(each.rows is None and each.tests is None and each.other is None for each in documents):
            found = pickle.dumps(documents, protocol=pickle.HIGHEST_PROTOCOL)
            self.seen[name] = hashlib.sha256(content).hexdigest(), found

    def write(self) -> None:
        if self.seen != self.known:
            # a cache that cannot be written costs time alone
            with suppress(OSError):
                self.memo.put(self.key, self.seen)


def remembered(directory: Path, settings: Mapping[str, Any]) -> Remembered:
    """What is known of the files of a folder under these settings."""
    memo = Memo(declared_directory(None), _MOST)
    said = repr((str(directory), settings.get("defaults"), settings.get("platform")))
    key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    known = memo.get(key)
    return Remembered(memo, key, known if isinstance(known, dict) else {})
