"""Reading YAML: what scalars mean, where everything stands, and every error at its place."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from neodiff.problems import DeclarationError, Pos, Problems
from neodiff.yaml import source as source_module
from neodiff.yaml.build import MAX_DEPTH
from neodiff.yaml.source import Map, Seq, Text, read, read_text


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML has no C half here")
    monkeypatch.setattr(source_module, "_LOADER", getattr(yaml, request.param))
    return str(request.param)


def good(text: str) -> Map:
    problems = Problems()
    documents = read_text(text, "f.yaml", problems)
    assert not problems, problems.render()
    assert len(documents) == 1
    return documents[0]


def bad(text: str) -> list[str]:
    problems = Problems()
    read_text(text, "f", problems)
    return [f"{problem.pos}: {problem.message}" for problem in problems.sorted()]


SCALARS = """
on off yes no y n Y N true True TRUE false False FALSE tRue ~ null Null NULL nulL
12:30 190:20:30 1:30.5 1.2.3 1,000 010 08 09 007 00 0 -0 +0 -010 010.5 08.5
0o17 0o8 0o +0o7 0o1_7 0x1F -0x1F 0x 0xFG 0x_1 0X1F 0b1 -0b1 0b12 0b
1_000 1__0 _1 1_ 0_0 1_0.5 .5_0 .1_ 685.230_15e+03
.5 -.5 +.5 5. 1.10 0.0 -0.0 1e3 1.5e3 1E+3 12e03 1.e3 1e-3 0e0 .5e+3 .5e3 1e 1e+ e3 .e3 1e3.5
+1 -1 + -- +- . .inf -.inf +.inf .Inf .INF .iNf .nan .NaN 1.0 42 9223372036854775808
"""


@pytest.mark.parametrize("scalar", SCALARS.split())
def test_scalars_mean_what_ruamel_says(scalar: str) -> None:
    theirs: Any = YAML(typ="safe", pure=True).load(f"a: {scalar}")["a"]
    ours = good(f"a: {scalar}")["a"]
    if isinstance(ours, Text):
        assert type(theirs) is str
        assert str(ours) == theirs
    else:
        assert type(ours) is type(theirs)
        assert ours == theirs or (math.isnan(ours) and math.isnan(theirs))


@pytest.mark.parametrize(
    "scalar", ["2024-01-01", "2024-01-01T10:00:00Z", "2001-12-14 21:59:43.10 -5", "=", "._", "0x_"]
)
def test_stays_text_unlike_ruamel(scalar: str) -> None:
    assert good(f"a: {scalar}")["a"] == scalar


def test_source_text_of_scalars_is_kept() -> None:
    document = good("a: 1.10\nb: TRUE\nc:\nd: [0x1F, 'x', 1_0]\ne: 'on'\n")
    assert document.raw == {"a": "1.10", "b": "TRUE", "c": "", "e": "on"}
    assert document["d"].raw == {0: "0x1F", 1: "x", 2: "1_0"}
    assert document["c"] is None


def test_positions() -> None:
    document = good("# top\ntable: t\ncolumns:\n  a: text\n  b: {type: [x, 'é', z]}\n")
    assert document.pos == Pos("f.yaml", 2, 1)
    assert str(document.value_pos["table"]) == "f.yaml:2:8"
    columns = document["columns"]
    assert columns.pos == Pos("f.yaml", 4, 3)
    assert columns.key_pos["b"] == Pos("f.yaml", 5, 3)
    items = columns["b"]["type"]
    assert isinstance(items, Seq)
    assert [pos.column for pos in items.item_pos] == [14, 17, 22]
    assert [key.pos.line for key in columns] == [4, 5]


@pytest.mark.parametrize(
    ("text", "needle", "line", "column"),
    [
        ("a: select 1", "1", 1, 11),
        ("a: 'it''s here'", "here", 1, 11),
        ('a: "x\\ty\\u00e9 z"', "z", 1, 16),
        ("a: |\n  select\n    one\n\n  two\n", "two", 5, 3),
        ("a: |\n  select\n    one\n\n  two\n", "one", 3, 5),
        ("a: |2-\n    deep\n  flat", "deep", 2, 5),
        ("a: |2-\n    deep\n  flat", "flat", 3, 3),
        ("a: | # why\n\n  one\n  two", "two", 4, 3),
        ("a:\n  b: |\r\n    one\r\n    two\r\n", "two", 4, 5),
        ("a: >\n  one\n  two\n\n  three\n    more\n  four\n", "two", 3, 3),
        ("a: >\n  one\n  two\n\n  three\n    more\n  four\n", "three", 5, 3),
        ("a: >\n  one\n  two\n\n  three\n    more\n  four\n", "more", 6, 5),
        ("a: >\n  one\n  two\n\n  three\n    more\n  four\n", "four", 7, 3),
        ("a: >-\n\n\n  one\n\n\n  two", "two", 7, 3),
        ("a: one\n  two\n\n  three", "two", 2, 3),
        ("a: one\n  two\n\n  three", "three", 4, 3),
        ('a: "one \\\n   two\n   three"', "two", 2, 4),
        ('a: "one \\\n   two\n   three"', "three", 3, 4),
        ("a: \U0001f600 z", "z", 1, 6),
    ],
)
def test_offset_in_a_text(text: str, needle: str, line: int, column: int) -> None:
    document = good(text)
    value = document["a"]["b"] if isinstance(document["a"], Map) else document["a"]
    assert value.at(value.index(needle)) == Pos("f.yaml", line, column)


def test_every_character_of_every_style_is_found_again() -> None:
    body = "  one two\n\n    more  \n  three\n  four\n\n\n  five\n"
    for header in ("|", "|-", "|+", ">", ">-", ">+"):
        text = f"a: {header}\n{body}"
        value = good(text)["a"]
        lines = text.split("\n")
        for offset, char in enumerate(value):
            if not char.isspace():
                pos = value.at(offset)
                assert lines[pos.line - 1][pos.column - 1] == char, (header, offset)


def test_offset_at_the_end() -> None:
    value = good("a: abc")["a"]
    assert value.at(len(value)) == Pos("f.yaml", 1, 7)


def test_text_made_by_hand_counts_along_its_line() -> None:
    assert Text("abc", Pos("f", 2, 5)).at(2) == Pos("f", 2, 7)


def test_documents_and_empty_files() -> None:
    problems = Problems()
    assert [dict(d) for d in read_text("a: 1\n---\n# only a comment\n---\nb: 2\n", "f", problems)] == [
        {"a": 1},
        {"b": 2},
    ]
    assert read_text("", "f", problems) == []
    assert read_text("\ufeff# x\n", "f", problems) == []
    assert not problems


def test_aliases_and_merge_keys() -> None:
    document = good("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {c: 4, <<: [{a: 8}, *x]}\nw: *x\n'<<': 5\n")
    assert document["y"] == {"a": 1, "b": 3}
    assert document["z"] == {"c": 4, "a": 8, "b": 2}
    assert document["w"] == {"a": 1, "b": 2}
    assert document["y"].key_pos["a"] == Pos("f.yaml", 1, 8)
    assert document.value_pos["w"].line == 4
    assert document["<<"] == 5


def test_keys_are_texts() -> None:
    assert list(good("1: a\ntrue: b\n~: c\n1.10: d\non: e\n")) == ["1", "true", "~", "1.10", "on"]


def test_standard_tags() -> None:
    assert good("a: !!str 1\nb: !!int '2'\nc: !!map {}\nd: !!seq []\ne: ! 5") == {
        "a": "1",
        "b": 2,
        "c": {},
        "d": [],
        "e": "5",
    }


ERRORS = [
    ("a: 1\nb: 2\na: 3\n", ["f:3:1: key 'a' is here twice"]),
    ("a: {1: x, '1': y}", ["f:1:11: key '1' is here twice"]),
    ("? [a, b]\n: c\n", ["f:1:3: expected a name as key, got a list"]),
    ("{a: b}: c\n", ["f:1:1: expected a name as key, got a mapping"]),
    ("a: !x b\nc: !y {}\n", ["f:1:4: unknown tag !x", "f:2:4: unknown tag !y"]),
    ("a: !!binary b", ["f:1:4: unknown tag !!binary"]),
    ("a: !!int b", ["f:1:4: expected what the tag !!int says, got 'b'"]),
    ("a: *x\nb: *y\n", ["f:1:4: alias *x has no anchor", "f:2:4: alias *y has no anchor"]),
    ("a: &x {b: *x}", ["f:1:11: alias *x stands inside its own anchor"]),
    ("a: &x 1\n---\na: *x\n", ["f:3:4: alias *x has no anchor"]),
    ("a: {<<: 1}", ["f:1:9: expected a mapping or a list of mappings after '<<'"]),
    ("- a\n", ["f:1:1: expected a mapping, got a list"]),
    ("text\n", ["f:1:1: expected a mapping, got a single value"]),
    ("a:\n\tb: 1\n", ["f:2:1: cannot read as YAML: a tab cannot indent"]),
    ("%YAML 1.1\n---\na: 1\n", ["f:1:1: expected YAML 1.2, got another version"]),
    ("a: x\x01y", ["f:1:5: control character U+0001 is not allowed in YAML"]),
    ("a: x\ufeffy", ["f:1:5: control character U+FEFF is not allowed in YAML"]),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS)
def test_errors(text: str, expected: list[str]) -> None:
    assert bad(text) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b: c", "f:1:5"),
        ("a: 'x", "f:1:6"),
        ("a: @x", "f:1:4"),
        ("a: 'x' y", "f:1:8"),
        ("a:\n  b: 1\n c: 2", "f:3:2"),
        ("[1, 2", "f:1:6"),
        ("a: 1\n...\nb: 2", "f:3:1"),
        ("a: !q!y b", "f:1:4"),
        ("a\nb: c", "f:2:2"),
        ("a: [1,\n", "f:2:1"),
    ],
)
def test_syntax_errors(text: str, place: str) -> None:
    messages = bad(text)
    assert len(messages) == 1
    assert messages[0].startswith(f"{place}: cannot read as YAML: ")


def test_reading_goes_on_with_the_next_document() -> None:
    problems = Problems()
    documents = read_text("a: 1\n---\nb: ]\n---\nc: 'x\n---\nd: 1\nd: 2\n---\ne: 1\n", "f", problems)
    assert [dict(document) for document in documents] == [{"a": 1}, {"d": 1}, {"e": 1}]
    assert [problem.pos and problem.pos.line for problem in problems.sorted()] == [3, 6, 8]


def test_deep_nesting_is_an_error() -> None:
    for text in (
        "a: " + "[" * 1000 + "]" * 1000,
        "a: " + "{b: " * 5000,
        "\n".join(" " * n + "a:" for n in range(1000)),
    ):
        (message,) = bad(text)
        assert f"nested more than {MAX_DEPTH} levels deep" in message


def test_billion_laughs_is_an_error() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (message,) = bad("\n".join(lines))
    assert "more than 1,000,000 values" in message


def test_a_large_file_is_quick(loader: str) -> None:
    if loader != "CSafeLoader":
        pytest.skip("speed is the C half's")
    entry = "  column_{}: {{type: text, not_null: true, default: \"'x'\", comment: what it is about}}\n"
    text = "table: t\ncolumns:\n" + "".join(entry.format(n) for n in range(12_000))
    assert len(text) > 1_000_000
    begun = time.perf_counter()
    assert len(good(text)["columns"]) == 12_000
    assert time.perf_counter() - begun < 5


def test_encodings(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    for data in ("a: é".encode(), b"\xef\xbb\xbf" + "a: é".encode(), "a: é".encode("utf-16"), "a: é".encode("utf-32")):
        path.write_bytes(data)
        problems = Problems()
        assert read(path, "f", problems) == [{"a": "é"}], problems.render()
    path.write_bytes("a: 1\nb: é ".encode() + b"\xff\n")
    problems = Problems()
    assert read(path, "f", problems) == []
    assert problems.render().startswith("f:2:6: not UTF-8: byte 0xff at offset 11 ")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    problems = Problems()
    for path in (loop, tmp_path, tmp_path / "missing"):
        assert read(path, path.name, problems) == []
    assert len(problems) == 3
    with pytest.raises(DeclarationError, match="missing:1:1: cannot read: no such file or directory"):
        problems.raise_if_any()


def test_problems_are_sorted_and_told_once() -> None:
    problems = Problems()
    problems.add(Pos("b", 1, 1), "second")
    problems.add(Pos("a", 10, 1), "first", "a hint")
    problems.add(None, "no place")
    problems.add(Pos("b", 1, 1), "second")
    assert problems.render() == "no place\na:10:1: first\n  a hint\nb:1:1: second"
    assert bool(problems)
    Problems().raise_if_any()
