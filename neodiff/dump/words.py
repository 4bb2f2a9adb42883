"""A statement of pg_dump as a row of words, and lists inside it. Knows brackets and commas, no statement's meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from neodiff.sql import tokens


class Word(NamedTuple):
    """One token; `gap` is whether white space or a comment was before it.

    pg_dump writes keywords in capitals and quotes every name that has one: equal text is the same keyword.
    """

    text: str
    gap: bool


def statements(body: str) -> Iterator[list[Word]]:
    """The statements of an entry. Knows BEGIN ATOMIC bodies and rules of several commands in brackets."""
    out: list[Word] = []
    gap, brackets, atomic = False, 0, 0
    for kind, text, _ in tokens(body):
        if kind in ("space", "comment"):
            gap = True
            continue
        if text == ";" and brackets == 0 and atomic == 0:
            if out:
                yield out
            out = []
            continue
        if kind == "op":
            brackets += (text == "(") - (text == ")")
        elif kind == "word":
            if text == "ATOMIC" and out and out[-1].text == "BEGIN":
                atomic = 1
            elif atomic:
                atomic += (text == "CASE") - (text == "END")
        out.append(Word(text, gap))
        gap = False
    if out:
        yield out


def joined(words: Sequence[Word]) -> str:
    """The words as one text, white space between them made one space."""
    return "".join(f" {word.text}" if word.gap else word.text for word in words).strip()


def texts(words: Sequence[Word], start: int, stop: int) -> tuple[str, ...]:
    return tuple(word.text for word in words[start:stop])


def find(words: Sequence[Word], text: str, start: int = 0) -> int:
    """Where `text` is first met outside of brackets; the number of words where it is not."""
    return next((i for i in top_level(words, start) if words[i].text == text), len(words))


def top_level(words: Sequence[Word], start: int = 0) -> Iterator[int]:
    """The places of the words outside of brackets; a bracket itself counts as outside where it opens."""
    depth = 0
    for i in range(start, len(words)):
        text = words[i].text
        if text in (")", "]"):
            depth -= 1
        elif depth == 0:
            yield i
        if text in ("(", "["):
            depth += 1


def closing(words: Sequence[Word], opening: int) -> int:
    """The place of the bracket that closes the one at `opening`."""
    depth = 0
    for i in range(opening, len(words)):
        depth += (words[i].text in ("(", "[")) - (words[i].text in (")", "]"))
        if depth == 0:
            return i
    return len(words)


def name_end(words: Sequence[Word], start: int) -> int:
    """Where the dotted name ends that begins at `start`."""
    end = start + 1
    while end + 1 < len(words) and words[end].text == ".":
        end += 2
    return end


def split(words: Sequence[Word]) -> list[list[Word]]:
    """The items of a list with commas."""
    if not words:
        return []
    commas = [i for i in top_level(words) if words[i].text == ","]
    edges = [-1, *commas, len(words)]
    return [list(words[a + 1 : b]) for a, b in pairwise(edges)]


def with_sorted(words: Sequence[Word], start: int, stop: int) -> list[Word]:
    """The same words with the list in [start, stop) in alphabetical order."""
    items = sorted(joined(item) for item in split(words[start:stop]))
    gap = start < len(words) and words[start].gap
    return [*words[:start], *([Word(", ".join(items), gap)] if items else []), *words[stop:]]
