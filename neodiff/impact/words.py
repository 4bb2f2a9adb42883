"""A statement as words and names in a row, for whoever must tell what kind it is. Knows no class.

The lexer of neodiff.sql reads; nothing here knows what an expression means, and PostgreSQL has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator

from neodiff.sql import name_of, significant

Token = tuple[str, str, int]


class Words:
    """Tokens of one statement, read from left to right."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @classmethod
    def of(cls, sql: str) -> Words:
        return cls(significant(sql))

    def next_is(self, *words: str) -> bool:
        found = self.tokens[self.at : self.at + len(words)]
        return len(found) == len(words) and all(
            token[0] in ("word", "op") and token[1].lower() == word for token, word in zip(found, words)
        )

    def take(self, text: str) -> bool:
        """Step over these words, if they come next."""
        words = text.split()
        if self.next_is(*words):
            self.at += len(words)
            return True
        return False

    def takes(self, *texts: str) -> bool:
        """Step over the first of these that comes next."""
        return any(self.take(text) for text in texts)

    def word(self) -> str:
        """Step over one token; its text in lower case, empty at the end."""
        if self.at >= len(self.tokens):
            return ""
        self.at += 1
        return self.tokens[self.at - 1][1].lower()

    def name(self) -> str:
        """Step over a dotted name; it without quotes, as paths of facts are. Empty where none comes."""
        self.takes("if not exists", "if exists")
        self.take("only")
        parts: list[str] = []
        while self.at < len(self.tokens) and (part := name_of(self.tokens[self.at])) is not None:
            parts.append(part)
            self.at += 1
            if not self.take("."):
                break
        return ".".join(parts)

    def has(self, *words: str) -> bool:
        """Do these words come later, one after the other, outside of parentheses?"""
        depth = 0
        for i in range(self.at, len(self.tokens)):
            depth += (self.tokens[i][1] == "(") - (self.tokens[i][1] == ")")
            found = self.tokens[i : i + len(words)]
            if depth == 0 and [token[1].lower() for token in found if token[0] == "word"] == list(words):
                return True
        return False

    def names_after(self, word: str) -> list[str]:
        """The names that stand right behind this word, wherever it comes."""
        out = []
        for i, (kind, text, _) in enumerate(self.tokens):
            if kind == "word" and text.lower() == word and (found := Words(self.tokens[i + 1 :]).name()):
                out.append(found)
        return out

    def split(self) -> Iterator[Words]:
        """What is left, cut at the commas outside of parentheses."""
        depth, start = 0, self.at
        for i in range(self.at, len(self.tokens)):
            text = self.tokens[i][1]
            depth += (text in "([") - (text in ")]")
            if text == "," and depth == 0:
                yield Words(self.tokens[start:i])
                start = i + 1
        yield Words(self.tokens[start:])
