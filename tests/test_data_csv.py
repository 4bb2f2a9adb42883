"""CSV files of rows: NULL and empty texts, fields of several lines, and every mistake at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from neodiff.data.csv_rows import header, records
from neodiff.problems import DeclarationError, Pos
from neodiff.rows import Csv


def read(tmp_path: Path, content: str | bytes, columns: str = "a b c") -> list[tuple[int, tuple[str | None, ...]]]:
    path = tmp_path / "x.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(records(Csv(path, "x.csv", columns.split(), Pos("t.yaml", 1, 1))))


def test_null_is_not_the_empty_text(tmp_path: Path) -> None:
    assert read(tmp_path, 'a,b,c\n,"", \n1,2,3') == [(2, (None, "", " ")), (3, ("1", "2", "3"))]


def test_fields_of_several_lines(tmp_path: Path) -> None:
    text = 'a,b,c\r\n"one\r\ntwo\n","say ""hi"", all",%$$\\\r\n\r\nx,y,"é,😀"\r\n'
    assert read(tmp_path, text) == [
        (2, ("one\r\ntwo\n", 'say "hi", all', "%$$\\")),
        (6, ("x", "y", "é,😀")),
    ]


def test_byte_order_mark_and_names(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'\xef\xbb\xbf"a ""b""",tenant_role.slug\n')
    assert header(path, "x.csv") == ('a "b"', "tenant_role.slug")


def test_mistakes_are_told_all_at_once(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, 'a,b,c\n1,2\n1,2,3,4\nx"y",1,2\n"a"b,1,2\n1,2,3\n"never,1,2\n')
    text = str(caught.value)
    for line in (
        "x.csv:2:1: expected 3 fields, got 2",
        "x.csv:3:1: expected 3 fields, got 4",
        "x.csv:4:1: field 1 is not valid CSV",
        "x.csv:5:1: field 1 is not valid CSV",
        "x.csv:7:1: a quoted field that never ends",
    ):
        assert line in text


def test_what_is_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"x\.csv:3:1: is not UTF-8"):
        read(tmp_path, b"a,b,c\n1,2,3\n1,\xff,3\n")


def test_a_column_alone(tmp_path: Path) -> None:
    assert read(tmp_path, 'a\nx\n""\n', "a") == [(2, ("x",)), (3, ("",))]
