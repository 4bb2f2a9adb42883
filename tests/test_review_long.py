"""Scripts of seeds with a million rows, in pages that people read."""

from __future__ import annotations

from neodiff.facts import FactId
from neodiff.outcome import Plan
from neodiff.review import html, markdown, script, words
from neodiff.statement import Statement


def test_a_script_that_nobody_reads_to_its_end_is_not_copied_whole() -> None:
    long = Plan(
        "staging",
        "17.6",
        forward=[Statement("\n".join(f"select {i};" for i in range(100_000)), FactId("table", "app", "t"))],
    )
    lines = script.forward(long).count("\n")
    page, comment = html.text(long), markdown.text(long)
    assert f"and {lines - 20_000} more lines" in page
    assert "99999" not in page
    assert f"and {lines - 10_000} more lines" in comment
    assert "99999" not in comment
    assert "99999" in script.forward(long)


def test_what_shows_is_shown_as_it_is() -> None:
    assert words.visible_sql("a\tb\nc") == "a\tb\nc"
    assert words.visible("a\tb") == "a\\tb"
    assert words.visible_sql("a\x1b\n") == "a\\u001b\n"
