"""Lock modes of relations, and whom each keeps waiting. Knows no statement.

Source: PostgreSQL docs, "Explicit Locking", table of conflicting lock modes; the same in 14 to 18.
"""

from __future__ import annotations

from typing import Final

# From the weakest to the strongest, as SQL names them.
ACCESS_SHARE: Final = "ACCESS SHARE"
ROW_SHARE: Final = "ROW SHARE"
ROW_EXCLUSIVE: Final = "ROW EXCLUSIVE"
SHARE_UPDATE_EXCLUSIVE: Final = "SHARE UPDATE EXCLUSIVE"
SHARE: Final = "SHARE"
SHARE_ROW_EXCLUSIVE: Final = "SHARE ROW EXCLUSIVE"
EXCLUSIVE: Final = "EXCLUSIVE"
ACCESS_EXCLUSIVE: Final = "ACCESS EXCLUSIVE"
MODES: Final = (
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE,
)
# pg_locks.mode -> as SQL names it.
OF_CATALOG: Final = {mode.title().replace(" ", "") + "Lock": mode for mode in MODES}
_RANK: Final = {mode: rank for rank, mode in enumerate(MODES)}


def rank(mode: str) -> int:
    """How strong it is; 0 is ACCESS SHARE, -1 no lock."""
    return _RANK.get(mode, -1)


def stops_writers(mode: str) -> bool:
    return rank(mode) >= _RANK[SHARE]


def stops_readers(mode: str) -> bool:
    return mode == ACCESS_EXCLUSIVE


def waits(mode: str) -> str:
    """Who waits for it, in words."""
    if stops_readers(mode):
        return "reads and writes wait"
    return "writes wait" if stops_writers(mode) else "nobody who reads or writes waits"
