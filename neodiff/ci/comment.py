"""The one comment of a pull request: its text, and posting or changing it. Knows no plan and no service's environment."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

MARK: Final = "<!-- neodiff: this comment is kept up to date -->"
CUT: Final = "\n_There is more: the whole is in the files of this run._\n"
# On lines of their own: inside a code span they are a name from a database.
_FOLDS: Final = {"<details>": 1, "</details>": -1}
_TIMEOUT: Final = 30
_PAGE: Final = 100
_MOST: Final = 50  # pages that are looked through


class CommentError(Exception):
    """The service did not take the comment; the message has no token in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the comments of one pull request are: `all` of them, and `one` by its id put behind.

    verb: what changes one; room: how many characters one may have
    """

    all: str
    one: str
    verb: str
    headers: Mapping[str, str]
    room: int


def body(text: str, room: int) -> str:
    """`text` with the mark by which it is found again, cut between its parts where it is too long."""
    whole = f"{MARK}\n{text}"
    if len(whole) <= room:
        return whole
    kept = ""
    for end in _ends(whole):
        if end + len(CUT) > room:
            break
        kept = whole[:end]
    return kept + CUT


def _ends(text: str) -> Iterator[int]:
    """Where Markdown may be cut: before a blank line, outside fences and folded parts."""
    at, depth, fence = 0, 0, ""
    for line in text.splitlines(keepends=True):
        ticks = re.match(r"`{3,}", line)
        if fence:
            fence = "" if line.rstrip() == fence else fence
        elif ticks:
            fence = ticks[0]
        else:
            depth += _FOLDS.get(line.rstrip(), 0)
        if not fence and not depth and not line.strip():
            yield at
        at += len(line)


def put(place: Place, text: str) -> str:
    """Post the comment, or change the one that is there; `posted` or `updated`. Raises CommentError."""
    data = {"body": body(text, place.room)}
    for page in range(1, _MOST + 1):
        found = _ask("GET", f"{place.all}?per_page={_PAGE}&page={page}", place.headers)
        for each in found:
            if str(each.get("body", "")).startswith(MARK):
                _ask(place.verb, f"{place.one}/{each['id']}", place.headers, data)
                return "updated"
        if len(found) < _PAGE:
            break
    _ask("POST", place.all, place.headers, data)
    return "posted"


def _ask(verb: str, url: str, headers: Mapping[str, str], data: Mapping[str, Any] | None = None) -> Any:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise CommentError(f"{url}: expected an http address")
    sent = json.dumps(data).encode() if data is not None else None
    request = urllib.request.Request(  # noqa: S310  (its scheme is looked at above)
        url, sent, {"Content-Type": "application/json", "User-Agent": "neodiff", **headers}, method=verb
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise CommentError(f"{verb} {url.split('?')[0]}: {error.code} {error.reason}") from None
    except (OSError, ValueError) as error:
        raise CommentError(f"{verb} {url.split('?')[0]}: {getattr(error, 'reason', error)}") from None
