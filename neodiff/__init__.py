"""neodiff: a PostgreSQL schema declared in YAML, diffed, planned both ways, and proven before anyone reads it."""

__version__ = "0.1.0"
