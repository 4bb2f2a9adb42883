"""`rules:`, documents of data rules -> the declaration's. Must not know servers or how a rule is asked."""

from __future__ import annotations

from typing import Final

from neodiff.declare.declaration import DataRule, Declaration
from neodiff.problems import Problems
from neodiff.yaml.form import Choice, Field, MapOf, Object, Sql, Str
from neodiff.yaml.values import Map

KIND: Final = "rules"
DOCUMENT: Final = Object(
    {
        "rules": Field(
            MapOf(
                Object(
                    {
                        "query": Field(Sql(), required=True, doc="a SELECT that returns the rows that break the rule"),
                        "reason": Field(Str(), required=True, doc="why it must hold, for whoever finds it broken"),
                        "severity": Field(Choice("error", "warning"), doc="error unless said; a warning is only told"),
                    },
                    noun="rule",
                )
            ),
            required=True,
            doc="rules about rows, asked by `neodiff health`",
        )
    },
    noun="rules",
    doc="what must hold of rows and no constraint can say",
)


def read(doc: Map, declaration: Declaration, problems: Problems) -> None:
    found: Map = doc["rules"]
    for name, rule in found.items():
        pos = found.key_pos[name]
        if (other := declaration.data_rules.get(str(name))) is not None:
            problems.add(pos, f"rule {name}: declared twice", f"the other one stands at {other.pos}")
            continue
        declaration.data_rules[str(name)] = DataRule(rule["query"], rule["reason"], rule.get("severity", "error"), pos)
