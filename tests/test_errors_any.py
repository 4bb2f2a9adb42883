"""Whatever is wrong in a document is a mistake that is told, never a bug: parts of good ones are taken out or replaced."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from neodiff.declare.load import load
from neodiff.errors import UserError

ROOT = Path(__file__).parent
TRIES = 80
WRONG = (None, 3, "x", [], {}, ["a"], {"a": 1}, True, "", -1, [{"a": []}], "$env")
Step = str | int


def good() -> list[list[dict[str, Any]]]:
    out = []
    for path in (*sorted(ROOT.glob("cases/*/*/*.yaml")), *sorted((ROOT.parent / "schema").rglob("*.yaml"))):
        with suppress(yaml.YAMLError):
            found = [doc for doc in yaml.safe_load_all(path.read_text()) if isinstance(doc, dict)]
            out += [found] if found and path.name not in ("neodiff.yaml", "rollout.yaml") else []
    return out


def places(value: Any, before: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if before[1:]:
        yield before
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from places(entry, (*before, key))


def spoiled(docs: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    out = copy.deepcopy(docs)
    for _ in range(chance.choice((1, 1, 2, 3))):
        *path, key = chance.choice(list(places(out)) or [(0, "x")])
        parent: Any = out
        for step in path:
            parent = parent[step]
        if isinstance(parent, dict) and chance.random() < 0.2:
            parent[chance.choice(("nonsense", "name", "columns", "events", "rows"))] = parent.pop(key, None)
        elif chance.random() < 0.5 and (isinstance(parent, list) or key in parent):
            del parent[key]
        else:
            parent[key] = copy.deepcopy(chance.choice(WRONG))
    return out


@pytest.mark.parametrize("seed", range(4))
def test_any_mistake_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setenv("NEODIFF_CACHE", str(tmp_path / "cache"))
    chance, every, refused = random.Random(seed), good(), 0  # noqa: S311
    for number in range(TRIES):
        at = tmp_path / str(number)
        at.mkdir()
        text = yaml.safe_dump_all(spoiled(chance.choice(every), chance), sort_keys=False)
        (at / "objects.yaml").write_text(text)
        try:
            load(at, sql=chance.random() < 0.5)
        except UserError:
            refused += 1
        except Exception as bug:
            bug.add_note(text)
            raise
    assert refused > TRIES / 2
