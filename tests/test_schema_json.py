"""schema/: editors check it against a JSON Schema that is the one neodiff generates, and every file of it is valid."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from neodiff.cli.schema_json import schema_json

SCHEMA = Path(__file__).parent.parent / "schema"
FILES = sorted(SCHEMA.rglob("*.yaml"))


def test_schema_json_is_not_stale() -> None:
    assert (SCHEMA / "schema.json").read_text() == schema_json(), "run `neodiff schema-json > schema/schema.json`"


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(SCHEMA)) for path in FILES])
def test_file_names_the_schema_and_is_valid(path: Path) -> None:
    text = path.read_text()
    first = text.splitlines()[0]
    assert (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve() == SCHEMA / "schema.json"
    for document in yaml.safe_load_all(text):
        jsonschema.validate(document, json.loads(schema_json()))
