"""What migra cannot see, named once. Knows names of kinds and attributes; nothing of migra's code or of SQL.

Sources: the queries in schemainspect/pg/sql, and the __eq__ of each class in schemainspect/pg/obj.py and inspected.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_NOT_COMPARED: Final = "is not among what schemainspect compares of two"

_ROUTINE: Final = {
    "args.default": f"a parameter's default {_NOT_COMPARED} functions",
    "set": f"a setting for the time of the call (search_path too) {_NOT_COMPARED} functions",
    "transforms": f"TRANSFORM {_NOT_COMPARED} functions",
    "atomic": "an SQL-standard body is not in pg_proc.prosrc, the only body that schemainspect reads",
    "symbol": "functions in C and internal ones are not read at all",
    "library": "functions in C are not read at all",
}
_FUNCTION: Final = {
    **_ROUTINE,
    "leakproof": f"LEAKPROOF {_NOT_COMPARED} functions",
    "parallel": f"PARALLEL {_NOT_COMPARED} functions",
    "cost": f"COST {_NOT_COMPARED} functions",
    "rows": f"ROWS {_NOT_COMPARED} functions",
    "support": f"the planner's support function {_NOT_COMPARED} functions",
}
_INDEXES: Final = ("primary_key", "unique", "exclusion", "index")
_INDEXED: Final = {
    "options": "storage parameters of the index are in its definition, which is not compared",
    "replica_identity": "REPLICA IDENTITY is not read",
}

# kind, for the fact and all inside it; or kind.attribute, for a payload key (and what is inside that)
BLIND: Final[Mapping[str, str]] = {
    "comment": "comments are read, but never compared",
    "owner": "owners are not read",
    "grants": "privileges are off: schemainspect has those of tables alone, without GRANT OPTION, and quotes PUBLIC",
    "default_privileges": "pg_default_acl is not read",
    "sql": "kinds without a room are not shown to migra, which reads hardly any of them",
    **dict.fromkeys(
        """statistics rule publication publication_table publication_schema event_trigger server foreign_data_wrapper subscription
        text_search_dictionary text_search_configuration text_search_parser text_search_template user_mapping
        foreign_table range type operator operator_class operator_family cast conversion language transform
        access_method""".split(),
        "its catalog is not read",
    ),
    **dict.fromkeys(
        ("role", "membership", "settings", "database_settings", "database", "parameter"),
        "it belongs to the server or to the database, which schemainspect does not read",
    ),
    "aggregate": "pg_proc is read without its aggregates",
    "collation": "collations are read, but those of columns with them; they are not shown to migra",
    "matview_column": "pg_attribute.attstorage, attcompression, attstattarget and attoptions are not read",
    "column.identity_grants": "privileges are off, and the sequence of an identity column is not read",
    "domain": "domains (their checks too) are read, but migra.changes.THINGS lacks them",
    "table.access_method": "the access method is not read",
    "table.options": "storage parameters are not read",
    "table.replica_identity": "REPLICA IDENTITY is not read",
    "table.partition_by": "partition keys are not compared",
    **dict.fromkeys(
        ("table.partition_of", "table.bounds", "table.inherits", "table.of"),
        "what ties a table to others is not shown to migra",
    ),
    **{
        f"{kind}.{key}": "parts of partitioned indexes are not told from others"
        for kind in _INDEXES
        for key in ("partition_of", "only")
        if kind == "index" or key != "only"
    },
    "table.force_rls": f"FORCE ROW LEVEL SECURITY is read, but {_NOT_COMPARED} tables",
    "column.not_null.name": "constraints of contype n are not read, only pg_attribute.attnotnull",
    "column.not_null.no_inherit": "constraints of contype n are not read, only pg_attribute.attnotnull",
    "column.not_null.not_valid": "constraints of contype n are not read, only pg_attribute.attnotnull",
    "column.identity.options": "of an identity only ALWAYS or BY DEFAULT is read, never its sequence",
    "column.virtual": "stored and virtual generated columns are the same to schemainspect",
    "column.storage": "pg_attribute.attstorage is not read",
    "column.compression": "pg_attribute.attcompression is not read",
    "column.statistics": "pg_attribute.attstattarget is not read",
    "column.options": "pg_attribute.attoptions is not read",
    **{
        f"sequence.{option}": "of a sequence only its name and owning column are read"
        for option in ("type", "start", "increment", "min", "max", "cache", "cycle", "unlogged")
    },
    "owned_by.schema": "the table is taken to be in the sequence's schema (where PostgreSQL insists on it)",
    "view.options": "pg_class.reloptions is not read: security_invoker is lost when a view is made again",
    "materialized_view.options": "storage parameters are not read",
    "materialized_view.access_method": "the access method is not read",
    **{f"{kind}.{key}": why for kind in _INDEXES for key, why in _INDEXED.items()},
    "index.columns.collation": f"an element's collation {_NOT_COMPARED} indexes",
    "index.columns.opclass": f"an element's operator class {_NOT_COMPARED} indexes",
    "index.columns.opclass_options": f"parameters of an operator class {_NOT_COMPARED} indexes",
    "index.columns.order of columns and expressions": "columns and expressions are compared as two lists",
    "index.nulls_not_distinct": f"NULLS NOT DISTINCT {_NOT_COMPARED} indexes",
    "index.statistics": "statistics targets are not read",
    "index.invalid": "pg_index.indisvalid is not read",
    **{f"function.{key}": why for key, why in _FUNCTION.items()},
    **{f"procedure.{key}": why for key, why in _ROUTINE.items()},
}
