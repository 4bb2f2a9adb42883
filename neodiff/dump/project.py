"""A dump read from a newer server, as the words of the live server's version would have it. Knows few words of it.

What an older server cannot say is no difference: PostgreSQL 17 has MAINTAIN on relations, and ALL there
includes it; NOT NULL of a domain has a name since 17, of a column since 18; sequences can be unlogged since 15.
"""

from __future__ import annotations

import re
from typing import Final

_OLD_ALL: Final = "SELECT,INSERT,REFERENCES,DELETE,TRIGGER,TRUNCATE,UPDATE"
_ACL: Final = re.compile(
    r"^((?:ALTER DEFAULT PRIVILEGES FOR ROLE .* )?(?:GRANT|REVOKE)(?: GRANT OPTION FOR)? )([A-Z,]+)( ON (?:TABLE |TABLES )[^\n]*;)$",
    re.M,
)
_NAME: Final = r'(?:"(?:[^"\n]|"")+"|[^\s"]+)'
_NOT_NULL: Final = re.compile(rf"^(    \S.*?) CONSTRAINT {_NAME} NOT NULL(?=,?$)", re.M)
_DOMAIN_NOT_NULL: Final = re.compile(rf"^(CREATE DOMAIN .*?) CONSTRAINT {_NAME} NOT NULL", re.M)
_LOGGED: Final = re.compile(r"^(    SEQUENCE NAME .*\n)    (?:UN)?LOGGED\n", re.M)


# PostgreSQL 18 tells of a child only the NOT NULL that is its own; before, none is anybody's own.
_CHILD: Final = re.compile(r"^CREATE (?:UNLOGGED |FOREIGN )?TABLE [^\n]* \(\n(?:    [^\n]*\n)*\)\nINHERITS \(", re.M)
_ITS_NOT_NULL: Final = re.compile(r" NOT NULL(?=,?$)", re.M)


def projected(text: str, major: int) -> str:
    """`text` without what `major` does not know: see above."""
    if major < 18:
        text = _NOT_NULL.sub(r"\1 NOT NULL", text)
        text = _CHILD.sub(lambda found: _ITS_NOT_NULL.sub("", found[0]), text)
    if major < 17:
        text = _ACL.sub(_without_maintain, _DOMAIN_NOT_NULL.sub(r"\1 NOT NULL", text))
    return _LOGGED.sub(r"\1", text) if major < 15 else text


def _without_maintain(found: re.Match[str]) -> str:
    names = _OLD_ALL if found[2] == "ALL" else ",".join(name for name in found[2].split(",") if name != "MAINTAIN")
    return f"{found[1]}{names}{found[3]}" if names else ""
