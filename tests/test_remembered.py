"""What files declared is remembered: never more, and never otherwise, than reading them again would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from neodiff.declare import load as loading
from neodiff.declare.load import load
from neodiff.errors import UserError
from neodiff.facts import FactId

TABLE = "table: a\ncolumns:\n  id: {type: bigint}\n  note: {type: text, comment: 'it''s\n      a note'}\n"
VIEW = "view: v\nquery: |\n  select id\n  from public.a\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEODIFF_CACHE", str(tmp_path / "cache"))
    at = tmp_path / "schema"
    at.mkdir()
    (at / "a.yaml").write_text(TABLE)
    (at / "v.yaml").write_text(VIEW)
    return at


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read as YAML, by name."""
    seen: list[str] = []
    whole = loading.read_bytes

    def counted(data: bytes, name: str, problems: loading.Problems) -> list[loading.Map]:
        seen.append(Path(name).name)
        return whole(data, name, problems)

    monkeypatch.setattr(loading, "read_bytes", counted)
    return seen


def test_the_same_again(folder: Path, read: list[str]) -> None:
    first = load(folder)
    again = load(folder)
    assert read == ["a.yaml", "v.yaml"]
    assert (again.facts, again.positions, again.digest()) == (first.facts, first.positions, first.digest())
    query = again.facts[FactId("view", "public", "v")].payload["query"]
    assert [str(query.at(at)) for at in (0, 10, 14)] == [
        str(first.facts[FactId("view", "public", "v")].payload["query"].at(at)) for at in (0, 10, 14)
    ]


def test_only_the_file_that_changed_is_read(folder: Path, read: list[str]) -> None:
    load(folder)
    (folder / "a.yaml").write_text(TABLE.replace("bigint", "integer"))
    found = load(folder)
    assert read == ["a.yaml", "v.yaml", "a.yaml"]
    assert found.facts[FactId("column", "", "id", FactId("table", "public", "a"))].payload["type"] == "integer"


def test_what_is_done_to_a_declaration_is_not_remembered(folder: Path) -> None:
    load(folder).facts[FactId("table", "public", "a")].payload["spoiled"] = True
    assert "spoiled" not in load(folder).facts[FactId("table", "public", "a")].payload


def test_a_mistake_is_told_every_time(folder: Path) -> None:
    load(folder)
    (folder / "a.yaml").write_text(TABLE + "nonsense: 1\n")
    for _ in range(2):
        with pytest.raises(UserError, match="nonsense"):
            load(folder)


def test_settings_are_part_of_what_a_file_says(folder: Path) -> None:
    load(folder)
    (folder / "neodiff.yaml").write_text("defaults: {owner: boss}\n")
    owner = FactId("owner", "", "", FactId("table", "public", "a"))
    assert load(folder).facts[owner].payload == {"role": "boss"}


def test_a_file_that_went_is_gone(folder: Path) -> None:
    load(folder)
    (folder / "v.yaml").unlink()
    assert FactId("view", "public", "v") not in load(folder).facts


def test_a_torn_memory_costs_time_alone(folder: Path, read: list[str]) -> None:
    first = load(folder)
    for path in (folder.parent / "cache/declared").iterdir():
        path.write_bytes(path.read_bytes()[:40])
    assert load(folder).facts == first.facts
    assert read == ["a.yaml", "v.yaml"] * 2


def test_rows_are_not_remembered(folder: Path, read: list[str]) -> None:
    (folder / "a.yaml").write_text(TABLE + "primary_key: [id]\nrows: [{id: 1, note: x}]\n")
    load(folder)
    load(folder)
    assert read == ["a.yaml", "v.yaml", "a.yaml"]


def test_whose_secret_it_is(folder: Path, read: list[str]) -> None:
    """A payload that hides something still names the variable that has it."""
    text = "server: s\nwrapper: f\nuser_mappings: {bob: {options: {user: bob, password: $BOB_PASSWORD}}}\n"
    (folder / "s.yaml").write_text(f"foreign_data_wrapper: f\n---\n{text}")
    first, again = load(folder), load(folder)
    assert read == ["a.yaml", "s.yaml", "v.yaml"]
    for found in (first, again):
        hidden = next(fact for fact in found.facts.values() if fact.id.kind == "user_mapping").payload["options"][
            "password"
        ]
        assert hidden.variable == "BOB_PASSWORD"
