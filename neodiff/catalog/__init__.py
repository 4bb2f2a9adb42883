"""One consistent read of a database: its catalog as facts. Must not know YAML, plans or files."""
