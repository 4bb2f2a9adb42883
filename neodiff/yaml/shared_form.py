"""A form that many mappings have: the JSON Schema describes it once, and refers to it everywhere else.

Must not know any kind of object.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from neodiff.problems import Pos, Problems
from neodiff.yaml.form_base import Form


@dataclass(frozen=True, slots=True)
class Shared(Form):
    """`form` under the name that it has among the definitions of the JSON Schema."""

    name: str
    form: Form
    doc: str = ""

    @property
    def expected(self) -> str:
        return self.form.expected

    @property
    def takes(self) -> frozenset[type]:
        return self.form.takes

    def check(self, value: Any, pos: Pos, where: str, problems: Problems, raw: str | None = None) -> Any:
        return self.form.check(value, pos, where, problems, raw)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"}
