"""pg_dump as the outside judge: run it, cut its text into entries, compare two of them. Knows no fact, plan or kind."""

from neodiff.dump.compare import Difference, Dump, column_order, differences, entries
from neodiff.dump.cut import Key, entry, joined, masked, normalised, parts, rewritten, without
from neodiff.dump.not_null import names_said
from neodiff.dump.objects import ObjectDump, objects
from neodiff.dump.part import part
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
    "entry",
    "joined",
    "masked",
    "names_said",
    "normalised",
    "objects",
    "part",
    "parts",
    "projected",
    "rewritten",
    "run",
    "without",
]
