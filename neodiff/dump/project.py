"""A dump read from a newer server, as the words of the live server's version would have it. Knows few words of it.

What an older server cannot say is no difference: PostgreSQL 17 has MAINTAIN on relations, and ALL there
includes it; PostgreSQL 18 gives NOT NULL a name.
"""

from __future__ import annotations

import re
from typing import Final

_OLD_ALL: Final = "SELECT,INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,UPDATE"
_ACL: Final = re.compile(
    r"^((?:ALTER DEFAULT PRIVILEGES FOR ROLE .* )?(?:GRANT|REVOKE)(?: GRANT OPTION FOR)? )([A-Z,]+)( ON (?:TABLE |TABLES )[^\n]*;)$",
    re.M,
)
_NOT_NULL: Final = re.compile(r'^(    \S.*?) CONSTRAINT (?:"(?:[^"\n]|"")+"|[^\s"]+) NOT NULL(?=,?$)', re.M)


def projected(text: str, major: int) -> str:
    """`text` without what `major` does not know: names of NOT NULL; grants of MAINTAIN, alone or in ALL."""
    if major < 18:
        text = _NOT_NULL.sub(r"\1 NOT NULL", text)
    return text if major >= 17 else _ACL.sub(_without_maintain, text)


def _without_maintain(found: re.Match[str]) -> str:
    names = _OLD_ALL if found[2] == "ALL" else ",".join(name for name in found[2].split(",") if name != "MAINTAIN")
    return f"{found[1]}{names}{found[3]}" if names else ""
