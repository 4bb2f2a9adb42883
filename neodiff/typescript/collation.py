"""The order of names in which Supabase's generator writes them: that of English readers (Unicode's collation, CLDR's root).

Exact for ASCII and for European letters with marks; other scripts come after these, by their code points. The
scratch server cannot be asked: its build has no ICU.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

Place = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

_SIGNS: Final = "_-,;:!¡?¿.·'\"«»()[]{}§¶@*/\\&#%`´^¯¨¸°©®+±÷×<=>¬|¦~¤¢$£¥0123456789"
# Marks of letters, the lightest first.
_MARKS: Final = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304"
_LETTERS: Final = 1000
# Letters that have no decomposition: the ones whose variants they are, or behind which they come.
_VARIANTS: Final = {
    "đ": "d\u0338",
    "ð": "d\u0338\u0338",
    "ħ": "h\u0338",
    "ł": "l\u0338",
    "ø": "o\u0338",
    "æ": "a\u0304\u0338e",
    "œ": "o\u0304\u0338e",
    "ß": "ss",
}
_AFTER: Final = {"ŧ": "t", "ı": "i", "ŋ": "n", "ĸ": "q", "þ": "z"}


@cache
def place(name: str) -> Place:
    """What names are compared by: letters first, then their marks, then small before capital ones."""
    letters: list[int] = []
    marks: list[int] = []
    capitals: list[int] = []
    for given in name:
        small = given.lower()
        spelled = _VARIANTS.get(small, small)
        for char in unicodedata.normalize("NFKD", spelled):
            if unicodedata.combining(char):
                found = _MARKS.find(char)
                marks.append(found + 1 if found >= 0 else len(_MARKS) + ord(char))
            elif unicodedata.category(char) not in ("Cc", "Cf"):
                letters.append(_letter(char))
                marks.append(0)
                capitals.append(int(given != small))
    return tuple(letters), tuple(marks), tuple(capitals)


def _letter(char: str) -> int:
    if char.isspace():
        return 0
    if (sign := _SIGNS.find(char)) >= 0:
        return sign + 1
    if (before := _AFTER.get(char)) is not None:
        return _LETTERS + 2 * ord(before) + 1
    return _LETTERS + 2 * ord(char)
