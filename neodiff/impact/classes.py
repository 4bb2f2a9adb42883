"""Classes of statements and what each does to others, as data. Knows no SQL text: classify.py tells which class one is.

Measured on 14 to 18 by `python tests/locks.py`, which runs an example of every class and prints where this table is wrong.
A name is stable: plan.json has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from neodiff.impact.modes import (
    ACCESS_EXCLUSIVE,
    ACCESS_SHARE,
    ROW_EXCLUSIVE,
    ROW_SHARE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
)

NO, YES, DEPENDS = "no", "yes", "depends"
# How far the structure and the rows come back: all; structure alone; if no row is in the way; not at all.
LOSSLESS, STRUCTURE, CONDITIONAL, NEVER = "lossless", "structure", "conditional", "no"


@dataclass(frozen=True, slots=True)
class Class:
    """What every statement of a class does.

    lock    mode on the relation it is about; empty for none
    other   mode on other relations that it refers to or that refer to it
    rewrite is the relation's file written anew: yes, no, or depends on types and expressions
    scan    is the relation read as a whole, or an index of it built
    back    what its reverse restores by itself
    loses   does it take rows or values away?
    access  may it change who sees or does what?
    clients why programs that run meanwhile and know only the old schema may fail; empty where they do not
    apart   it cannot be in a transaction block
    since   the first major that knows it
    older   major -> the lock up to that major, where it differs
    """

    name: str
    lock: str = ""
    other: str = ""
    rewrite: str = NO
    scan: str = NO
    back: str = LOSSLESS
    loses: bool = False
    access: bool = False
    clients: str = ""
    apart: bool = False
    since: int = 14
    older: tuple[tuple[int, str], ...] = ()

    def lock_on(self, major: int) -> str:
        return next((lock for until, lock in self.older if major <= until), self.lock)


_AE, _SRE, _SUE = ACCESS_EXCLUSIVE, SHARE_ROW_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE
_GONE: Final = "what still uses it fails"
_RENAMED: Final = "what uses the old name fails"
_REFUSED: Final = "writes that break it fail from here on"
_LISTED: Final = (
    # tables and columns
    Class("create-table", other=_SRE, back=STRUCTURE),
    Class("create-partition", _AE, _SRE, scan=DEPENDS, back=STRUCTURE),
    Class("drop-table", _AE, _AE, back=STRUCTURE, loses=True, clients=_GONE),
    Class("truncate", _AE, rewrite=YES, back=NEVER, loses=True),
    Class("add-column", _AE, back=STRUCTURE),
    Class("add-column-default", _AE, rewrite=DEPENDS, scan=DEPENDS, back=STRUCTURE),
    Class("add-column-computed", _AE, rewrite=YES, scan=YES, back=STRUCTURE),
    Class("add-column-virtual", _AE, since=18),
    Class("add-column-not-null", _AE, scan=YES, back=STRUCTURE, clients="inserts that leave it out fail"),
    Class("add-column-constrained", _AE, _SRE, rewrite=DEPENDS, scan=DEPENDS, back=STRUCTURE),
    Class("drop-column", _AE, back=STRUCTURE, loses=True, clients=_GONE),
    Class("change-type", _AE, _AE, rewrite=DEPENDS, scan=DEPENDS, back=CONDITIONAL, clients="its type changes"),
    # unless the session's TimeZone is UTC (ATColumnChangeRequiresRewrite() in commands/tablecmds.c)
    Class("change-type-time-zone", _AE, rewrite=YES, scan=YES, back=CONDITIONAL, clients="its type changes"),
    # DROP COLUMN or RENAME COLUMN, where another column has its values already
    Class("swap-column", _AE, back=CONDITIONAL, clients="its type changes, and it is the last column"),
    Class("set-default", _AE),
    Class("set-not-null", _AE, scan=DEPENDS, clients="writes that leave it NULL fail"),
    Class("drop-not-null", _AE, back=CONDITIONAL),
    Class("add-not-null", _AE, scan=YES, clients="writes that leave it NULL fail", since=18),
    Class("add-not-null-not-valid", _AE, clients="writes that leave it NULL fail", since=18),
    Class("set-statistics", _SUE),
    Class("set-column-options", _SUE),
    Class("set-storage", _AE),
    Class("identity", _AE, back=STRUCTURE),
    Class("set-expression", _AE, rewrite=DEPENDS, scan=DEPENDS, back=CONDITIONAL, since=17),
    Class("drop-expression", _AE, back=CONDITIONAL),
    Class("replica-identity", _AE),
    Class("set-access-method", _AE, rewrite=DEPENDS, scan=DEPENDS, since=15),
    Class("set-logged", _AE, rewrite=YES, scan=YES),
    Class("set-options", _SUE),
    Class("cluster-on", _SUE),
    Class("set-schema", _AE, clients=_RENAMED),
    Class("rename", _AE, clients=_RENAMED),
    Class("rename-part", _AE),
    Class("owner", _AE, access=True),
    Class("inherit", _AE, _SUE),
    Class("of-type", _AE),
    Class("attach-partition", _SUE, _AE, scan=DEPENDS),
    Class("attach-partition-checked", _SUE, _AE),
    Class("detach-partition", _AE, _AE, clients="its rows are no longer in the partitioned table"),
    # the partition at its end, when nobody reads it by way of its parent any more
    Class(
        "detach-partition-concurrently",
        _SUE,
        _AE,
        apart=True,
        clients="its rows are no longer in the partitioned table",
    ),
    Class("alter-foreign-table", _AE),
    # constraints and indexes
    Class("add-check", _AE, scan=YES, clients=_REFUSED),
    Class("add-check-not-valid", _AE, clients=_REFUSED),
    Class("add-check-not-enforced", _AE, since=18),
    Class("add-foreign-key", _SRE, _SRE, scan=YES, clients=_REFUSED),
    Class("add-foreign-key-not-valid", _SRE, _SRE, clients=_REFUSED),
    Class("add-foreign-key-not-enforced", _SRE, _SRE, since=18),
    Class("validate", _SUE, ROW_SHARE, scan=YES),
    Class("add-key", _AE, scan=YES, clients=_REFUSED),
    Class("add-key-only", _AE, clients=_REFUSED),
    Class("add-key-using-index", _AE, scan=DEPENDS, clients=_REFUSED),
    Class("add-exclusion", _AE, scan=YES, clients=_REFUSED),
    Class("drop-constraint", _AE, back=CONDITIONAL),
    Class("drop-foreign-key", _AE, _AE, back=CONDITIONAL),
    Class("alter-constraint", _AE),
    Class("enforce-constraint", _AE, _AE, scan=DEPENDS, since=18),
    Class("create-index", SHARE, scan=YES),
    Class("create-index-only", SHARE),
    Class("attach-index", ACCESS_SHARE, ACCESS_SHARE),
    Class("create-index-concurrently", _SUE, scan=YES, apart=True),
    Class("drop-index", _AE),
    Class("drop-index-concurrently", _SUE, apart=True),
    Class("reindex", SHARE, scan=YES),
    Class("reindex-concurrently", _SUE, scan=YES, apart=True),
    Class("alter-index"),
    Class("create-statistics", _SUE),
    Class("alter-statistics"),
    # what stands on tables
    Class("create-trigger", _SRE, _SRE),
    Class("alter-trigger", _SRE),
    Class("drop-trigger", _AE),
    Class("rule", _AE),
    Class("policy", _AE, ACCESS_SHARE, access=True),
    Class("row-security", _AE, access=True),
    Class("create-view", other=ACCESS_SHARE),
    Class("replace-view", _AE, ACCESS_SHARE),
    Class("alter-view", _AE),
    Class("drop-view", _AE, clients=_GONE),
    Class("create-materialized-view", other=ACCESS_SHARE, scan=DEPENDS),
    Class("alter-materialized-view", _AE),
    Class("drop-materialized-view", _AE, clients=_GONE),
    Class("refresh", _AE, ACCESS_SHARE, rewrite=YES),
    Class("publication"),
    # other objects
    Class("create-schema"),
    Class("drop-schema", back=STRUCTURE, clients=_GONE),
    Class("create-type"),
    Class("add-enum-value", back=CONDITIONAL),
    Class("drop-type", back=STRUCTURE, clients=_GONE),
    Class("alter-type", back=STRUCTURE),
    Class("domain-constraint", other=SHARE, scan=YES, clients=_REFUSED),
    Class("alter-domain"),
    Class("create-routine"),
    Class("alter-routine"),
    Class("drop-routine", clients=_GONE),
    Class("create-sequence"),
    Class("alter-sequence", _SRE),
    Class("drop-sequence", _AE, back=STRUCTURE, loses=True, clients=_GONE),
    Class("create-object"),
    Class("alter-object"),
    Class("drop-object", clients=_GONE),
    Class("extension", back=CONDITIONAL),
    Class("grant", ACCESS_SHARE, access=True, older=((17, ""),)),
    Class("default-privileges", access=True),
    Class("comment", _SUE),
    # rows
    Class("write-rows", ROW_EXCLUSIVE),
    Class("fill-column", ROW_EXCLUSIVE, scan=YES, apart=True),
    Class("copy-rows", _AE, scan=YES),
    Class("restore-rows", ROW_EXCLUSIVE),
    Class("lock"),
    Class("query"),
    Class("block", rewrite=DEPENDS, scan=DEPENDS, back=CONDITIONAL),
    Class("unknown", _AE, _AE, rewrite=DEPENDS, scan=DEPENDS, back=NEVER),
)
CLASSES: Final[Mapping[str, Class]] = {each.name: each for each in _LISTED}
