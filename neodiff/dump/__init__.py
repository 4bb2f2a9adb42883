"""pg_dump as the outside judge: run it, cut its text into entries, compare two of them. Knows no fact, plan or kind."""

from neodiff.dump.compare import Difference, Dump, column_order, differences, entries
from neodiff.dump.cut import Key, masked, normalised, secret, without
from neodiff.dump.objects import ObjectDump, objects
from neodiff.dump.program import run
from neodiff.dump.project import projected

__all__ = [
    "Difference",
    "Dump",
    "Key",
    "ObjectDump",
    "column_order",
    "differences",
    "entries",
    "masked",
    "normalised",
    "objects",
    "projected",
    "run",
    "secret",
    "without",
]
