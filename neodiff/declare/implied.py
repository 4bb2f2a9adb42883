"""What a declaration means without saying it: the operator family that an operator class brings along. Must not know SQL.

PostgreSQL makes a family of the class's name where there is none (CREATE OPERATOR CLASS), owned by whoever makes the class.
"""

from __future__ import annotations

from neodiff.declare.declaration import Declaration
from neodiff.facts import Fact, FactId


def complete(declaration: Declaration) -> None:
    """Add each such family, with the owner that its class has."""
    for fact in [fact for fact in declaration.facts.values() if fact.id.kind == "operator_class"]:
        family = fact.id._replace(kind="operator_family")
        if "family" in fact.payload or family in declaration.facts:
            continue
        declaration.facts[family] = Fact(family, {"using": fact.payload["using"]})
        declaration.positions[family] = declaration.positions[fact.id]
        owner, mine = FactId("owner", "", "", fact.id), FactId("owner", "", "", family)
        if owner in declaration.facts:
            declaration.facts[mine] = Fact(mine, declaration.facts[owner].payload)
            declaration.positions[mine] = declaration.positions[owner]
            declaration.managed |= {mine} if owner in declaration.managed else set()
