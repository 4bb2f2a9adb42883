"""What was found out before, kept in files under a hash of all that it depends on. Knows nothing of what it keeps.

A file that is torn or gone is as if it had never been written: it costs time, and never a result.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Memo:
    """One folder of results; of more than `most` those written longest ago go (None: whoever owns the folder removes them).

    plain: of text, numbers, lists and dicts alone, which are read without the modules that anything else is made by
    """

    folder: Path
    most: int | None = None
    plain: bool = False

    def get(self, key: str) -> Any | None:
        """What was kept under the key by this very code; None where nothing was, or nothing whole."""
        try:
            content = self._file(key).read_bytes()
        except FileNotFoundError:
            return None
        if self.plain:
            try:
                return json.loads(content)
            except ValueError:
                return None  # torn by a crash of the machine
        return unpickled(content)

    def put(self, key: str, value: Any) -> None:
        """Raises OSError where it cannot be written, and then nothing was."""
        path = self._file(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            part.write_bytes(self._content(value))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if self.most is not None:
            self._forget(self.most)

    def _content(self, value: Any) -> bytes:
        if self.plain:
            return json.dumps(value).encode()
        import pickle

        return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.{code_digest()}.{'json' if self.plain else 'pickle'}"

    def _forget(self, most: int) -> None:
        kept = {path: _written(path) for path in self.folder.glob("*.json" if self.plain else "*.pickle")}
        for path in sorted(kept, key=lambda path: kept[path], reverse=True)[most:]:
            path.unlink(missing_ok=True)


def unpickled(content: bytes) -> Any | None:
    """What was pickled into a file of our own; None where it is torn."""
    import gc
    import pickle

    collecting = gc.isenabled()
    # a million objects that all stay: nothing among them is garbage yet
    gc.disable()
    try:
        return pickle.loads(content)  # noqa: S301  (our own cache directory, mode 0700)
    except (EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError):
        return None  # torn by a crash of the machine: any of these, by where it was torn
    finally:
        if collecting:
            gc.enable()


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0  # another process forgot it meanwhile


@cache
def code_digest() -> str:
    """Changes with neodiff's own code, and with the versions of what is installed beside it: what other code kept is not read."""
    stamp = sorted(_stamps(os.path.dirname(__file__)))
    return hashlib.sha256(repr((stamp, _installed())).encode()).hexdigest()[:16]


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _stamps(entry.path)
        elif entry.name.endswith((".py", ".sql")):
            found = entry.stat()
            yield entry.path, found.st_size, found.st_mtime_ns


def _installed() -> list[str]:
    """Names and versions of the packages beside psycopg, as pip keeps them."""
    from importlib.util import find_spec

    spec = find_spec("psycopg")
    at = os.path.dirname(os.path.dirname(spec.origin)) if spec is not None and spec.origin else ""
    return sorted(name for name in os.listdir(at or ".") if name.endswith(".dist-info")) if at else []
