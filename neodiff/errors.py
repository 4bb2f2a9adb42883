"""What can go wrong, and the exit status each has. Knows nothing of YAML, SQL or databases."""

from __future__ import annotations

from typing import Final

EXIT_EQUAL: Final = 0
EXIT_DIFFERENT: Final = 1
EXIT_INPUT: Final = 2
EXIT_REFUSED: Final = 3
EXIT_BUG: Final = 70
EXIT_INTERRUPTED: Final = 130


class UserError(Exception):
    """Something the person who called neodiff can mend; shown as one clear message, exit status 2."""


class LockedError(UserError):
    """Another session held a lock for too long."""


class PlanError(Exception):
    """No plan can be made, or none that is safe to show; exit status 3."""


class ScratchError(UserError):
    """The scratch server refused SQL that neodiff gave it; carries PostgreSQL's own message."""

    def __init__(self, message: str, *, sql: str = "", position: int | None = None) -> None:
        super().__init__(message)
        self.sql = sql
        self.position = position
