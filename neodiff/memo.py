"""What was found out before, kept in files under a hash of all that it depends on. Knows nothing of what it keeps.

A file that is torn or gone is as if it had never been written: it costs time, and never a result.
"""

from __future__ import annotations

import hashlib
import pickle
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Memo:
    """One folder of results; of more than `most` those written longest ago go (None: whoever owns the folder removes them)."""

    folder: Path
    most: int | None = None

    def get(self, key: str) -> Any | None:
        """What was kept under the key by this very code; None where nothing was."""
        try:
            with self._file(key).open("rb") as file:
                return pickle.load(file)  # noqa: S301  (our own cache directory, mode 0700)
        except FileNotFoundError:
            return None
        except (EOFError, pickle.UnpicklingError):
            return None  # torn by a crash of the machine

    def put(self, key: str, value: Any) -> None:
        """Raises OSError where it cannot be written, and then nothing was."""
        path = self._file(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        try:
            part.write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        if self.most is not None:
            self._forget(self.most)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.{code_digest()}.pickle"

    def _forget(self, most: int) -> None:
        kept = {path: _written(path) for path in self.folder.glob("*.pickle")}
        for path in sorted(kept, key=lambda path: kept[path], reverse=True)[most:]:
            path.unlink(missing_ok=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0  # another process forgot it meanwhile


@cache
def code_digest() -> str:
    """Changes with neodiff's own code: what an older version kept is not read by a newer one."""
    root = Path(__file__).parent
    stamp = "".join(f"{path.name}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in sorted(root.rglob("*.py")))
    stamp += "".join(f"{path.name}{path.stat().st_mtime_ns}" for path in sorted(root.rglob("*.sql")))
    return hashlib.sha256(stamp.encode()).hexdigest()[:16]
